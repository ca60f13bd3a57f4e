package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testsupport.PostgresServer;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Two authorization servers rotate their keys every few seconds while an API is called all the time. A key is published
 * four times as long ahead of its use as the API uses what it fetched, as it is with the settings that nobody changed.
 */
@Isolated
class KeyRotationTests {

    private static final int KEYS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String AUDIENCE = "https://notes.example.org";
    private static final String SECRET = "Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6G";
    private static final String CLIENT = "spring.security.oauth2.authorizationserver.client.app.registration.";

    /** The names of the keys that signed, and everything that was answered otherwise than it should. */
    private final Set<String> kids = ConcurrentHashMap.newKeySet();

    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void callsWhenKeysRotateThreeTimesThenNoneIsRefused() throws Exception {
        var database = PostgresServer.shared().createDatabase();
        var port = RunningSystem.freePort();
        var issuer = ServerProcess.address(port);
        try (var one = ServerProcess.authServer(port, issuer, database, authServer());
                var two = ServerProcess.authServer(RunningSystem.freePort(), issuer, database, authServer());
                var api = ServerProcess.resourceServer(
                        RunningSystem.freePort(),
                        PostgresServer.shared().createDatabase(),
                        resourceServer(issuer, two.address()))) {
            var app = ThirdPartyApp.discover(issuer, new ThirdPartyApp.Registration("app", SECRET, "", "notes.read"));
            var notes = URI.create(api.address() + "/notes");
            var end = System.nanoTime() + PATIENCE.toNanos();
            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var node : new String[] {one.address(), two.address(), one.address(), two.address()}) {
                    pool.submit(() -> callUntil(end, app.through(node), notes));
                }
            }
        }
        System.out.printf("%d calls with tokens of %d keys%n", calls.get(), kids.size());

        assertThat(refused).isEmpty();
        assertThat(kids).hasSizeGreaterThanOrEqualTo(KEYS);
        assertThat(calls).hasValueGreaterThan(500);
    }

    /** Each turn uses a new token, and the first one of all, whose key has long ceased to sign. */
    private void callUntil(long end, ThirdPartyApp app, URI notes) {
        try {
            var first = token(app);
            while (System.nanoTime() < end && kids.size() < KEYS) {
                call(notes, first);
                call(notes, token(app));
            }
            call(notes, first);
        } catch (RuntimeException | AssertionError failure) {
            refused.add(failure.toString());
        }
    }

    private String token(ThirdPartyApp app) {
        var token = app.clientCredentials().text("access_token");
        kids.add(ThirdPartyApp.header(token).get("kid").asString());
        return token;
    }

    private void call(URI notes, String token) {
        var answer = ThirdPartyApp.get(notes, token);
        calls.incrementAndGet();
        if (answer.status() != 200) {
            refused.add(answer.status() + " " + answer.json());
        }
    }

    private static Map<String, String> authServer() {
        return new LinkedHashMap<>(Map.of(
                "gatehouse.key.rotation-interval",
                "10s",
                "gatehouse.key.jwks-max-age",
                "2s",
                "gatehouse.key.clock-skew",
                "6s",
                "gatehouse.key.algorithms",
                "ES256,RS256",
                "gatehouse.token.default-audience",
                AUDIENCE,
                CLIENT + "client-id",
                "app",
                CLIENT + "client-secret",
                "{noop}" + SECRET,
                CLIENT + "client-authentication-methods",
                "client_secret_basic",
                CLIENT + "authorization-grant-types",
                "client_credentials",
                CLIENT + "scopes",
                "notes.read"));
    }

    private static Map<String, String> resourceServer(String issuer, String other) {
        return Map.of(
                "spring.security.oauth2.resourceserver.jwt.issuer-uri",
                issuer,
                "spring.security.oauth2.resourceserver.jwt.audiences",
                AUDIENCE,
                "spring.security.oauth2.resourceserver.jwt.jwk-set-uri",
                other + "/oauth2/jwks",
                "gatehouse.resource.keys-fresh-for",
                "2s",
                "gatehouse.resource.key-fetch-timeout",
                "500ms",
                "gatehouse.resource.key-fetch-interval",
                "1s");
    }
}
