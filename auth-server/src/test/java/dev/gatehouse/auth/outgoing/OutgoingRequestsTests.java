package dev.gatehouse.auth.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** RFC 7591, section 5; RFC 9101, section 10.4. */
class OutgoingRequestsTests {

    private final OutgoingRequests anybody =
            new OutgoingRequests(new OutgoingSettings(Set.of(), null), new DefaultSslBundleRegistry(), false);
    private final OutgoingRequests allowed = new OutgoingRequests(
            new OutgoingSettings(Set.of("localhost"), null), new DefaultSslBundleRegistry(), false);
    private final AtomicInteger asked = new AtomicInteger();

    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        server.createContext("/redirect", exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/elsewhere", _ -> asked.addAndGet(100));
        server.createContext("/large", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[100_000]);
            exchange.close();
        });
        server.createContext("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                for (int second = 0; second < 20; second++) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                    Thread.sleep(1_000);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(0);
        anybody.destroy();
        allowed.destroy();
    }

    private URI address(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost/x",
                "https://127.0.0.1/x",
                "https://127.1/x",
                "https://[::1]/x",
                "https://[::ffff:127.0.0.1]/x",
                "https://[::ffff:a00:1]/x",
                "https://10.1.2.3/x",
                "https://172.16.0.1/x",
                "https://192.168.1.1/x",
                "https://169.254.169.254/latest/meta-data",
                "https://100.64.0.1/x",
                "https://0.0.0.0/x",
                "https://[fd00::1]/x",
                "https://[fe80::1]/x",
                "https://[2002:7f00:1::]/x",
                "https://[64:ff9b::7f00:1]/x",
                "http://example.org/x",
                "ftp://example.org/x",
                "https://user@example.org/x",
                "https://example.org:99999/x"
            })
    void privateAndStrangeAddressesAreNotAsked(String address) {
        assertThatThrownBy(() -> anybody.get(URI.create(address), "*/*", OutgoingRequests.Purpose.KEYS))
                .isInstanceOf(OutgoingFailure.class);
    }

    @Test
    void redirectsAreNotFollowed() {
        assertThat(allowed.get(address("/redirect"), "*/*", OutgoingRequests.Purpose.KEYS)
                        .status())
                .isEqualTo(302);
        assertThat(asked).hasValue(1);
    }

    @Test
    void largeAndSlowAnswersAreCutOff() {
        assertThatThrownBy(() -> allowed.get(address("/large"), "*/*", OutgoingRequests.Purpose.KEYS))
                .isInstanceOf(OutgoingFailure.class);
        var begin = Instant.now();
        assertThatThrownBy(() -> allowed.get(address("/slow"), "*/*", OutgoingRequests.Purpose.KEYS))
                .isInstanceOf(OutgoingFailure.class);
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(8));
    }
}
