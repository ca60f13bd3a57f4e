package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.PostgresServer;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The authorization server dies in the middle of a refresh storm, at a random moment, again and again. */
@Isolated
class CrashTests {

    private static final int ROUNDS = Integer.getInteger("gatehouse.crash.rounds", 4);
    private static final int CLIENTS = 24;

    private static final String CLIENT = "spring.security.oauth2.authorizationserver.client.app.registration.";

    private final PostgresServer.Database database = PostgresServer.shared().createDatabase();

    @Test
    void refreshStormWhenServerIsKilledThenNobodyIsLockedOutAndNobodyHasTwo() throws Exception {
        var port = RunningSystem.freePort();
        try (var server = ServerProcess.authServer(port, ServerProcess.address(port), database, settings())) {
            var app = ThirdPartyApp.discover(
                    server.address(),
                    new ThirdPartyApp.Registration("app", null, "http://127.0.0.1:9999/callback", "notes.read"));
            var held = signIn(app);
            var refreshes = new AtomicInteger();
            for (int round = 0; round < ROUNDS; round++) {
                held = storm(server, app, held, refreshes);
                server.start();
                for (int client = 0; client < CLIENTS; client++) {
                    var answer = app.refresh(held.get(client));
                    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
                    held.set(client, answer.text("refresh_token"));
                }
                assertThat(current()).isEqualTo(CLIENTS);
            }
            System.out.printf("%d kills in %d refreshes%n", ROUNDS, refreshes.get());
            assertThat(refreshes).hasPositiveValue();
            for (var token : held) {
                assertThat(app.refresh(token).status()).isEqualTo(200);
            }
        }
    }

    private static List<String> signIn(ThirdPartyApp app) {
        var browser = new HttpBrowser();
        var tokens = new ArrayList<String>();
        for (int client = 0; client < CLIENTS; client++) {
            var flow = app.begin(Map.of());
            var code = app.authorize(browser, flow, ServerProcess.USERNAME, ServerProcess.PASSWORD);
            tokens.add(app.redeem(code, flow).text("refresh_token"));
        }
        return tokens;
    }

    /** Lets all refresh as fast as they can, kills the server, and returns what each client was left with. */
    private static List<String> storm(
            ServerProcess server, ThirdPartyApp app, List<String> held, AtomicInteger refreshes) throws Exception {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = held.stream()
                    .map(first -> pool.submit(() -> refreshUntilTheEnd(app, first, refreshes)))
                    .toList();
            Thread.sleep(ThreadLocalRandom.current().nextInt(200, 1_500));
            server.kill();
            var left = new ArrayList<String>();
            for (Future<String> each : running) {
                left.add(each.get());
            }
            return left;
        }
    }

    private static String refreshUntilTheEnd(ThirdPartyApp app, String first, AtomicInteger refreshes) {
        var token = first;
        try {
            while (true) {
                token = app.refresh(token).text("refresh_token");
                refreshes.incrementAndGet();
            }
        } catch (UncheckedIOException _) {
            return token;
        }
    }

    private long current() throws SQLException {
        try (var connection = DriverManager.getConnection(database.url(), database.username(), database.password());
                var result = connection
                        .createStatement()
                        .executeQuery("select count(*) from refresh_token where spent_at is null")) {
            result.next();
            return result.getLong(1);
        }
    }

    private static Map<String, String> settings() {
        return Map.of(
                CLIENT + "client-id",
                "app",
                CLIENT + "client-authentication-methods",
                "none",
                CLIENT + "authorization-grant-types",
                "authorization_code,refresh_token",
                CLIENT + "redirect-uris",
                "http://127.0.0.1:9999/callback",
                CLIENT + "scopes",
                "notes.read",
                // The server is away for as long as a start takes, which on a busy machine is more than the usual.
                "gatehouse.token.refresh-grace-period",
                "2m");
    }
}
