package dev.gatehouse.e2e;

import dev.gatehouse.testsupport.ThirdPartyApp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Applications that register themselves with the running system (RFC 7591). */
final class RegisteredApp {

    private static final JsonMapper JSON = new JsonMapper();

    private RegisteredApp() {}

    /** Registers a page that runs in a browser, and returns its client id. */
    static String singlePage(String home) throws IOException, InterruptedException {
        return register(Map.of(
                "redirect_uris",
                List.of(home),
                "post_logout_redirect_uris",
                List.of(home + "?goodbye"),
                "grant_types",
                List.of("authorization_code", "refresh_token"),
                "token_endpoint_auth_method",
                "none",
                "client_name",
                "A single page"));
    }

    /** Registers a device without a browser. */
    static ThirdPartyApp device() throws IOException, InterruptedException {
        var clientId = register(Map.of(
                "grant_types",
                List.of("urn:ietf:params:oauth:grant-type:device_code"),
                "token_endpoint_auth_method",
                "none",
                "client_name",
                "A television"));
        return ThirdPartyApp.discover(
                RunningSystem.facts().issuer(),
                new ThirdPartyApp.Registration(clientId, null, "", "openid notes.read"));
    }

    private static String register(Map<String, Object> metadata) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(RunningSystem.facts().issuer() + "/connect/register"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(metadata)));
        var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body()).get("client_id").asString();
    }
}
