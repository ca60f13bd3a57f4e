package dev.gatehouse.auth.client.jwk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.SigningClient;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** Keys that a client publishes at an address of its own (RFC 7591, section 2, jwks_uri). */
@AuthServerTest
class FetchedKeysTests {

    /** More than the server works on at once. */
    private static final int MANY = 40;

    private final CountDownLatch answering = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);

    @Autowired
    private Parties parties;

    private HttpServer home;
    private volatile String keys = "{\"keys\":[]}";

    @BeforeEach
    void serve() throws IOException {
        home = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        home.createContext("/keys", exchange -> {
            var body = keys.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        home.createContext("/slow", exchange -> {
            asked.countDown();
            await(answering);
            exchange.close();
        });
        home.start();
    }

    @AfterEach
    void stop() {
        answering.countDown();
        home.stop(0);
    }

    @Test
    void othersAreServedWhileManyWaitForKeysThatDoNotCome() throws Exception {
        var client = register("/slow");
        var machine = parties.machine();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = IntStream.range(0, MANY)
                    .mapToObj(_ -> pool.submit(() -> token(client)))
                    .toList();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            Thread.sleep(500);

            var other = pool.submit(() -> machine.token(Map.of("grant_type", "client_credentials")));
            assertThat(other.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
            for (var each : waiting) {
                assertThat(each.get(20, TimeUnit.SECONDS).text("error")).isEqualTo("invalid_client");
            }
        }
    }

    /** RFC 7517, section 5. */
    @Test
    void keysThatAreOfNoUseLeaveTheOthersOfUse() throws Exception {
        var client = register("/keys");
        keys = """
                {"keys":[{"kty":"EC","crv":"BP-256","x":"AQ","y":"AQ"},{"kty":"EC"},{"kty":"AKP","pub":"x"},
                {"kty":"RSA","n":"AQAB","e":"AQAB","oth":[{}]},%s]}""".formatted(client.key().toPublicJWK());

        assertThat(token(client).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void aPublishedPrivateKeyProvesNothing() throws Exception {
        var client = register("/keys");
        keys = "{\"keys\":[%s]}".formatted(client.key());

        assertThat(token(client).text("error")).isEqualTo("invalid_client");
    }

    private SigningClient register(String path) throws Exception {
        var address = "http://localhost:" + home.getAddress().getPort() + path;
        var request = HttpRequest.newBuilder(parties.confidential().endpoint("registration_endpoint"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"redirect_uris":["%s"],"token_endpoint_auth_method":"private_key_jwt","jwks_uri":"%s"}""".formatted(Parties.REDIRECT_URI, address)));
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            var clientId =
                    new JsonMapper().readTree(answer.body()).get("client_id").asString();
            return new SigningClient(clientId, parties.issuer());
        }
    }

    private ThirdPartyApp.Answer token(SigningClient client) {
        var form = new HashMap<>(client.credentials());
        form.put("grant_type", "authorization_code");
        form.put("code", "none");
        return parties.app(client.clientId(), null, "openid").token(form);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
