package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testsupport.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packaged authorization server starts with the parts that its build has chosen, unless a setting wants others. */
class StartTests {

    private final PostgresServer.Database database = PostgresServer.shared().createDatabase();

    @Test
    void startWhenNoSettingWantsOtherPartsThenPrepared() throws Exception {
        try (var server = start(Map.of())) {
            assertThat(server.output()).contains("Starting AOT-processed AuthServerApplication");
            assertThat(isTakenForHttps(server)).isFalse();
        }
    }

    @Test
    void startWhenASettingWantsAnotherPartThenItIsThere() throws Exception {
        try (var server = start(Map.of("server.forward-headers-strategy", "framework"))) {
            assertThat(server.output())
                    .contains("these are set: [server.forward-headers-strategy]")
                    .doesNotContain("AOT-processed");
            assertThat(isTakenForHttps(server)).isTrue();
        }
    }

    private ServerProcess start(Map<String, String> settings) {
        var port = RunningSystem.freePort();
        var all = new HashMap<>(settings);
        all.put("logging.level.dev.gatehouse.auth", "info");
        return ServerProcess.authServer(port, ServerProcess.address(port), database, all);
    }

    /** Whether the filter is there that believes what a proxy says. */
    private static boolean isTakenForHttps(ServerProcess server) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(server.address() + "/login"))
                    .header("X-Forwarded-Proto", "https")
                    .build();
            var response = http.send(request, HttpResponse.BodyHandlers.discarding());
            return response.headers().firstValue("Strict-Transport-Security").isPresent();
        }
    }
}
