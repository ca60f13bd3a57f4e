package dev.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.testsupport.HttpBrowser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.Environment;

/** One node ends under load; a load balancer looks at its readiness now and then, and sends no more there. */
@AuthServerTest
class RollingRestartTests {

    private static final int CLIENTS = 16;

    @Autowired
    private JdbcConnectionDetails database;

    @Autowired
    private Issuer issuer;

    @Autowired
    private Environment environment;

    private final AtomicInteger served = new AtomicInteger();
    private final Queue<String> dropped = new ConcurrentLinkedQueue<>();
    private volatile boolean isReady = true;

    @Test
    void whoIsOnTheWayToANodeThatEndsIsServed() throws Exception {
        var node = new SecondNode(database, issuer, environment);
        var address = URI.create(node.base());
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLIENTS; client++) {
                clients.execute(() -> ask(address));
            }
            clients.execute(() -> look(address));
            Thread.sleep(1_000);
            var before = served.get();
            node.destroy();
            assertThat(before).isPositive();
            assertThat(served.get()).isGreaterThan(before);
        }
        assertThat(isReady).isFalse();
        assertThat(dropped).isEmpty();
    }

    private void look(URI node) {
        while (isReady) {
            try {
                Thread.sleep(200);
                isReady = new HttpBrowser()
                                .get(node.resolve("/actuator/health/readiness"), "application/json")
                                .statusCode()
                        == 200;
            } catch (UncheckedIOException gone) {
                dropped.add(gone.toString());
                isReady = false;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                isReady = false;
            }
        }
    }

    /** With a new connection each time, as whoever finds the node just when it ends. */
    private void ask(URI node) {
        var body = "grant_type=client_credentials";
        var secret = Base64.getEncoder().encodeToString(("machine:" + Parties.SECRET).getBytes(StandardCharsets.UTF_8));
        var request = "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + secret
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
        while (isReady) {
            try (var socket = new Socket(node.getHost(), node.getPort())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                if (answer.equals("HTTP/1.1 200")) {
                    served.incrementAndGet();
                } else {
                    dropped.add(answer);
                }
            } catch (IOException failure) {
                dropped.add(failure.toString());
            }
        }
    }
}
