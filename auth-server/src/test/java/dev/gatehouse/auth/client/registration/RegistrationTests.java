package dev.gatehouse.auth.client.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** RFC 7591; RFC 7592; OpenID Connect Dynamic Client Registration. */
@AuthServerTest
class RegistrationTests {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private Parties parties;

    @Autowired
    private Rows rows;

    private URI endpoint() {
        return parties.confidential().endpoint("registration_endpoint");
    }

    private static ObjectNode client() {
        var client = JSON.createObjectNode();
        client.putArray("redirect_uris").add(Parties.REDIRECT_URI);
        client.put("client_name", "A new client");
        return client;
    }

    private static HttpResponse<String> send(String method, URI address, String token, String body) throws Exception {
        var request = HttpRequest.newBuilder(address).header("Content-Type", "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(
                request.method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode register(ObjectNode client) throws Exception {
        var answer = send("POST", endpoint(), null, client.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        return JSON.readTree(answer.body());
    }

    private ThirdPartyApp app(JsonNode registered) {
        return parties.app(
                registered.get("client_id").asString(),
                registered.path("client_secret").asString(null),
                "openid email");
    }

    private ThirdPartyApp app(JsonNode registered, String redirectUri) {
        return ThirdPartyApp.discover(
                parties.issuer(),
                new ThirdPartyApp.Registration(
                        registered.get("client_id").asString(),
                        registered.path("client_secret").asString(null),
                        redirectUri,
                        "openid"));
    }

    @Test
    void aClientThatHasRegisteredCanSignPeopleInAfterTheirConsent() throws Exception {
        var registered = register(client());
        assertThat(registered.get("client_secret_expires_at").asInt()).isZero();
        assertThat(registered.get("token_endpoint_auth_method").asString()).isEqualTo("client_secret_basic");
        assertThat(registered.get("grant_types").toString()).isEqualTo("[\"authorization_code\"]");

        var app = app(registered);
        var browser = new HttpBrowser();
        var flow = app.begin(Map.of());
        app.authorize(browser, parties.confidential().begin(Map.of()), Parties.ADA, Parties.ADA_PASSWORD);
        var page = browser.followToPage(browser.get(flow.address()));
        assertThat(page.body()).contains("A new client", "You will be led to a program on this device (127.0.0.1)");
        var back = browser.followTo(browser.submit(page, Map.of("approve", "true")), Parties.REDIRECT_URI);
        assertThat(app.redeem(ThirdPartyApp.queryOf(back).get("code"), flow).status())
                .isEqualTo(200);
    }

    /** OpenID Connect Core, section 3.1.3.3: nobody is asked about {@code openid}, so the form can't bring it. */
    @Test
    void aClientThatAsksForNothingButOpenidGetsAnIdToken() throws Exception {
        var registered = register(client());
        var app = parties.app(
                registered.get("client_id").asString(),
                registered.get("client_secret").asString(),
                "openid");
        var browser = new HttpBrowser();
        var flow = app.begin(Map.of());
        app.authorize(browser, parties.confidential().begin(Map.of()), Parties.ADA, Parties.ADA_PASSWORD);
        var page = browser.followToPage(browser.get(flow.address()));
        var back = browser.followTo(browser.submit(page, Map.of("approve", "true")), Parties.REDIRECT_URI);
        var tokens = app.redeem(ThirdPartyApp.queryOf(back).get("code"), flow);

        assertThat(tokens.text("id_token")).isNotEmpty();
        assertThat(tokens.text("scope")).isEqualTo("openid");
        assertThat(ThirdPartyApp.get(app.endpoint("userinfo_endpoint"), tokens.text("access_token"))
                        .status())
                .isEqualTo(200);
    }

    /** RFC 9700, section 4.11.2: a link with a mistake in it must not lead through us to anywhere. */
    @Test
    void whoFollowsAFaultyLinkOfAStrangerIsLedOnOnlyAfterSigningIn() throws Exception {
        var app = app(register(client()));
        var browser = new HttpBrowser();
        var faulty = URI.create(app.begin(Map.of()).address().toString().replace("code_challenge=", "x="));
        var answer = browser.get(faulty);
        assertThat(HttpBrowser.location(answer).getPath()).isEqualTo("/login");

        var page = browser.followToPage(answer);
        var back = browser.followTo(
                browser.submit(page, Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD)),
                Parties.REDIRECT_URI);
        assertThat(back.getQuery()).contains("error=invalid_request");

        var silent = URI.create(faulty + "&prompt=none");
        assertThat(HttpBrowser.location(new HttpBrowser().get(silent)).toString())
                .startsWith(Parties.REDIRECT_URI);
        var ours = URI.create(
                parties.confidential().begin(Map.of()).address().toString().replace("code_challenge=", "x="));
        assertThat(HttpBrowser.location(new HttpBrowser().get(ours)).toString()).startsWith(Parties.REDIRECT_URI);
    }

    /** OpenID Connect Dynamic Client Registration, section 2; RFC 7591, section 5. */
    @Test
    void whatAClientSaysAboutItselfIsShownWhereItSendsPeopleAndItsLogoComesFromUs() throws Exception {
        var png = Base64.getDecoder()
                .decode(
                        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        var home = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        home.createContext("/logo", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, png.length);
            exchange.getResponseBody().write(png);
            exchange.close();
        });
        home.createContext("/page", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "image/png");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        home.start();
        var address = "http://localhost:" + home.getAddress().getPort();
        try {
            var shown = page(client().put("logo_uri", address + "/logo")
                    .put("policy_uri", "https://example.org/policy")
                    .put("tos_uri", "https://example.org/terms"));
            assertThat(shown)
                    .contains("href=\"https://example.org/policy\"", "href=\"https://example.org/terms\"")
                    .doesNotContain(address);
            var logo = logoOf(shown);
            assertThat(logo.statusCode()).isEqualTo(200);
            assertThat(logo.body()).isEqualTo(png);
            assertThat(logo.headers().firstValue("Content-Type")).hasValue("image/png");
            assertThat(logo.headers().firstValue("Content-Security-Policy")).hasValue("default-src 'none'; sandbox");

            assertThat(logoOf(page(client().put("logo_uri", address + "/page"))).statusCode())
                    .isEqualTo(404);
        } finally {
            home.stop(0);
        }
    }

    /** The sign-in page of a client that somebody is sent by. */
    private String page(ObjectNode client) throws Exception {
        var browser = new HttpBrowser();
        var page = browser.followToPage(
                browser.get(app(register(client)).begin(Map.of()).address()));
        assertThat(page.uri().getPath()).isEqualTo("/login");
        return page.body();
    }

    private HttpResponse<byte[]> logoOf(String page) throws Exception {
        var path = page.replaceAll("(?s).*<img class=\"logo\" src=\"([^\"]*)\".*", "$1");
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(parties.issuer() + path)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example.org/",
                "https://*.example.org/",
                "https://example.org/../x",
                "https://example.org/#x",
                "https://user:pw@example.org/",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "data:text/html,x",
                "HTTP://evil.example.org/",
                "JavaScript:alert(1)//x",
                "feed:javascript:alert(1)",
                "view-source:https://example.org/",
                "mailto:a@example.org",
                "ms-settings:privacy",
                "https://example.org/%2e%2e/x",
                "https://example.org:99999/",
                "https://example.org/\u2713",
                "https://example.org/\u00fc",
                "http://127.0.0.1:0/",
                "/relative",
                ""
            })
    void registerWhenRedirectUriIsNotSafeThenInvalidRedirectUri(String uri) throws Exception {
        var client = client();
        client.putArray("redirect_uris").add(uri);
        assertRefused(client.toString(), "invalid_redirect_uri");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    grant_types                        | ["password"]
                    grant_types                        | ["client_credentials"]
                    response_types                     | ["token"]
                    token_endpoint_auth_method         | "private_key_jwt"
                    token_endpoint_auth_method         | "secret_by_mail"
                    id_token_signed_response_alg       | "none"
                    id_token_encrypted_response_alg    | "RSA-OAEP"
                    jwks_uri                           | "http://169.254.169.254/latest"
                    jwks_uri                           | "https://user@example.org/"
                    jwks                               | {"keys":[{"kty":"oct","k":"c2VjcmV0"}]}
                    jwks                               | "text"
                    backchannel_logout_uri             | "http://10.0.0.1/"
                    sector_identifier_uri              | "https://127.0.0.1/sector"
                    logo_uri                           | "javascript:alert(1)"
                    post_logout_redirect_uris          | ["https://*"]
                    client_name                        | 7
                    client_name                        | "A bank \\u202Eknab A"
                    client_uri                         | "https://bank.example@evil.example"
                    initiate_login_uri                 | "javascript:alert(1)"
                    client_name                        | "a\\u0000b"
                    client_name                        | "\\u00A0\\u3164\\u200D"
                    default_max_age                    | -1
                    default_max_age                    | 1000000000000000000000000000000
                    jwks                               | {"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","oth":[{}]}]}
                    tls_client_auth_subject_dn         | "nonsense"
                    backchannel_logout_uri             | "https://example.org:99999/"
                    logo_uri                           | "http://localhost.evil.example.org/"
                    subject_type                       | "secret"
                    contacts                           | "ada@example.org"
                    software_id                        | ["a"]
                    id_token_encrypted_response_enc    | "A128GCM"
                    backchannel_logout_session_required | "yes"
                    token_endpoint_auth_method         | "tls_client_auth"
                    """)
    void registerWhenAMemberIsNotRightThenInvalidClientMetadata(String name, String value) throws Exception {
        var client = client();
        client.set(name, JSON.readTree(value));
        assertRefused(client.toString(), "invalid_client_metadata");
    }

    @Test
    void registerWhenNoJsonThenInvalidClientMetadata() throws Exception {
        assertRefused("{", "invalid_client_metadata");
        assertRefused("[]", "invalid_client_metadata");
        assertRefused("[".repeat(3_000), "invalid_client_metadata");
        assertRefused(client().put("software_statement", "e30.e30.").toString(), "unapproved_software_statement");
    }

    private void assertRefused(String body, String error) throws Exception {
        var answer = send("POST", endpoint(), null, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).get("error").asString()).isEqualTo(error);
    }

    @Test
    void everythingThatIsRegisteredComesBack() throws Exception {
        var client = client();
        client.put("token_endpoint_auth_method", "private_key_jwt");
        client.set("jwks", JSON.readTree("""
                {"keys":[{"kty":"EC","crv":"P-256","kid":"one",
                "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"""));
        client.put("id_token_signed_response_alg", "ES256");
        client.put("userinfo_signed_response_alg", "ES256");
        client.put("introspection_signed_response_alg", "PS256");
        client.put("scope", "openid email unknown");
        client.put("subject_type", "pairwise");
        client.putArray("redirect_uris").add("https://app.example.org/callback");
        client.put("logo_uri", "https://example.org/logo.png");
        client.put("require_pushed_authorization_requests", true);
        client.put("default_max_age", 600);
        client.putArray("contacts").add("ada@example.org");
        client.put("unknown_member", "ignored");

        var registered = register(client);
        client.propertyNames().stream()
                .filter(name -> !name.equals("scope") && !name.equals("unknown_member"))
                .forEach(name -> assertThat(registered.get(name)).as(name).isEqualTo(client.get(name)));
        assertThat(registered.get("scope").asString()).isEqualTo("openid email");
        assertThat(registered.has("client_secret")).isFalse();
        assertThat(registered.has("unknown_member")).isFalse();
    }

    /** RFC 9701, section 6. */
    @Test
    void introspectionIsSignedAsRegistered() throws Exception {
        var client = client();
        client.put("introspection_signed_response_alg", "ES256");
        var registered = register(client);
        var app = app(registered);

        var answer =
                app.post("introspection_endpoint", Map.of("token", "unknown"), "application/token-introspection+jwt");

        assertThat(ThirdPartyApp.header(answer.response().body()).get("alg").asString())
                .isEqualTo("ES256");
    }

    @Test
    void aClientReadsChangesAndRemovesItself() throws Exception {
        var registered = register(client());
        var address = URI.create(registered.get("registration_client_uri").asString());
        var token = registered.get("registration_access_token").asString();
        var clientId = registered.get("client_id").asString();

        var read = send("GET", address, token, null);
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body()).contains(clientId).doesNotContain("client_secret\"");

        var change = client().put("client_id", clientId).put("client_name", "Another name");
        var changed = send("PUT", address, token, change.toString());
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(JSON.readTree(changed.body()).get("client_name").asString()).isEqualTo("Another name");

        assertThat(send("DELETE", address, token, null).statusCode()).isEqualTo(204);
        assertThat(send("GET", address, token, null).statusCode()).isEqualTo(401);
        assertThat(app(registered).refresh("gh_rt_x").text("error")).isEqualTo("invalid_client");
    }

    @Test
    void nobodyElseManagesAClient() throws Exception {
        var one = register(client());
        var other = register(client());
        var address = URI.create(one.get("registration_client_uri").asString());
        var token = other.get("registration_access_token").asString();

        for (var method : new String[] {"GET", "DELETE"}) {
            assertThat(send(method, address, token, null).statusCode()).isEqualTo(401);
            assertThat(send(method, address, null, null).statusCode()).isEqualTo(401);
        }
        var own = one.get("registration_access_token").asString();
        var stolen = client().put("client_id", other.get("client_id").asString());
        assertThat(send("PUT", address, own, stolen.toString()).statusCode()).isEqualTo(400);
        var wrong = client().put("client_id", one.get("client_id").asString()).put("client_secret", "wrong");
        assertThat(send("PUT", address, own, wrong.toString()).statusCode()).isEqualTo(400);
    }

    @Test
    void removalEndsWhatWasGranted() throws Exception {
        var client = client();
        client.putArray("grant_types").add("authorization_code").add("refresh_token");
        var registered = register(client);
        app(registered).signIn(Parties.ADA, Parties.ADA_PASSWORD);
        send(
                "DELETE",
                URI.create(registered.get("registration_client_uri").asString()),
                registered.get("registration_access_token").asString(),
                null);

        assertThat(rows.count("authorization_grant g join client c on c.id = g.client_id where c.client_id = '"
                        + registered.get("client_id").asString() + "' and g.revoked_at is null"))
                .isZero();
    }

    @Test
    void registerWhenTooLargeThenRefused() throws Exception {
        var large = client().put("client_uri", "https://example.org/" + "x".repeat(30_000))
                .toString();
        assertThat(send("POST", endpoint(), null, large).statusCode()).isEqualTo(413);
        var chunked = HttpRequest.newBuilder(endpoint())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(
                        ("{\"a\":[" + "{},".repeat(300_000) + "{}]}").getBytes(StandardCharsets.UTF_8))));
        assertThat(HTTP.send(chunked.build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void strangerLearnsNothingOfWhoIsSignedInWithoutConsent() throws Exception {
        var browser = new HttpBrowser();
        var known = parties.confidential();
        known.authorize(browser, known.begin(Map.of()), Parties.ADA, Parties.ADA_PASSWORD);
        var app = app(register(client()));

        var answer = browser.get(
                app.begin(Map.of("scope", "openid", "prompt", "none")).address());
        assertThat(ThirdPartyApp.queryOf(HttpBrowser.location(answer))).containsEntry("error", "consent_required");
        var page = browser.followToPage(
                browser.get(app.begin(Map.of("scope", "openid")).address()));
        assertThat(page.uri().getPath()).isEqualTo("/consent");
    }

    @Test
    void pairwiseSectorIsNotTakenFromWhatAnybodyCanWrite() throws Exception {
        for (var uris : List.of(
                List.of("https://victim.example.org/cb", "evil.app:/cb"),
                List.of("evil.app://victim.example.org/cb"))) {
            var client = client().put("subject_type", "pairwise");
            var array = client.putArray("redirect_uris");
            uris.forEach(array::add);
            assertRefused(client.toString(), "invalid_client_metadata");
        }
    }

    /** Persian writes some words with a joiner that has no width, and a family is several people joined. */
    @ParameterizedTest
    @ValueSource(strings = {"\u06a9\u062a\u0627\u0628\u200c\u062e\u0627\u0646\u0647", "\ud83d\udc68\u200d\ud83d\udc69"})
    void aNameMayBeWrittenInAnyScript(String name) throws Exception {
        assertThat(register(client().put("client_name", name))
                        .get("client_name")
                        .asString())
                .isEqualTo(name);
    }

    @Test
    void aClientIsKnownByItsOwnAddress() throws Exception {
        var home = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        var base = "http://localhost:" + home.getAddress().getPort();
        serve(home, "/client.json", """
                {"client_id":"%s/client.json","client_name":"At home elsewhere","redirect_uris":["%s"],
                "something_new":{"a":1},"grant_types":["authorization_code","refresh_token"]}""".formatted(base, Parties.REDIRECT_URI));
        serve(home, "/liar.json", """
                {"client_id":"%s/client.json","redirect_uris":["%s"]}""".formatted(base, Parties.REDIRECT_URI));
        serve(home, "/secret.json", """
                {"client_id":"%s/secret.json","redirect_uris":["%s"],"client_secret":"x"}""".formatted(base, Parties.REDIRECT_URI));
        home.start();
        try {
            var app = parties.app(base + "/client.json", null, "openid email");
            var tokens = app.signIn(Parties.ADA, Parties.ADA_PASSWORD);
            assertThat(ThirdPartyApp.claims(tokens.text("id_token")).get("aud").asString())
                    .isEqualTo(base + "/client.json");
            assertThat(app.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);

            for (var wrong : new String[] {
                base + "/liar.json",
                base + "/secret.json",
                base + "/missing.json",
                base + "/a/../client.json",
                base + "/",
                "https://127.0.0.1/client.json",
                "http://example.org/client.json"
            }) {
                var answer = new HttpBrowser()
                        .get(parties.app(wrong, null, "openid").begin(Map.of()).address());
                assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
                assertThat(answer.headers().firstValue("Location")).isEmpty();
            }
        } finally {
            home.stop(0);
        }
    }

    private static void serve(HttpServer server, String path, String document) {
        server.createContext(path, exchange -> {
            var body = document.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals(path) ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Test
    void browsersOfOtherOriginsMayAskTheMachinesEndpoints() throws Exception {
        for (var name : new String[] {"token_endpoint", "registration_endpoint", "userinfo_endpoint"}) {
            var answer = preflight(parties.confidential().endpoint(name), "POST", "authorization,dpop,content-type");
            assertThat(answer.statusCode()).as(name).isEqualTo(200);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                    .isEmpty();
        }
    }

    /** Who sends a header of its own, as many libraries do, asks first. */
    @Test
    void browsersOfOtherOriginsMayReadTheDocumentsWithHeadersOfTheirOwn() throws Exception {
        for (var path : new String[] {"/.well-known/openid-configuration", "/oauth2/jwks"}) {
            var answer = preflight(URI.create(parties.issuer() + path), "GET", "mcp-protocol-version");
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Headers"))
                    .hasValue("mcp-protocol-version");
        }
    }

    private static HttpResponse<String> preflight(URI address, String method, String headers) throws Exception {
        var request = HttpRequest.newBuilder(address)
                .header("Origin", "https://spa.example.org")
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", headers)
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> change(JsonNode registered, ObjectNode to) throws Exception {
        to.put("client_id", registered.get("client_id").asString());
        return send(
                "PUT",
                URI.create(registered.get("registration_client_uri").asString()),
                registered.get("registration_access_token").asString(),
                to.toString());
    }

    private static boolean isAsked(HttpBrowser browser, ThirdPartyApp app) {
        return browser.followTo(browser.get(app.begin(Map.of()).address()), "")
                .getPath()
                .equals("/consent");
    }

    private ThirdPartyApp.Answer allow(HttpBrowser browser, ThirdPartyApp app) {
        var flow = app.begin(Map.of());
        return app.redeem(app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow);
    }

    private HttpBrowser signedIn() {
        var browser = new HttpBrowser();
        allow(browser, parties.confidential());
        return browser;
    }

    @Test
    void whatWasAllowedToAClientIsNotAllowedToWhatItBecomes() throws Exception {
        var registered = register(client());
        var app = app(registered);
        var browser = signedIn();
        allow(browser, app);
        assertThat(isAsked(browser, app)).isFalse();

        var answer = change(registered, client().put("client_name", "Your Bank"));
        assertThat(answer.statusCode()).isEqualTo(200);
        // RFC 7592, section 3: the answer says all that a client needs.
        assertThat(JSON.readTree(answer.body()).get("registration_access_token"))
                .isEqualTo(registered.get("registration_access_token"));
        assertThat(isAsked(browser, app)).isTrue();
    }

    /** RFC 8252, section 8.6. */
    @Test
    void aClientThatAnyProgramOnTheDeviceCanBeIsAskedForEachTime() throws Exception {
        var app = app(register(client().put("token_endpoint_auth_method", "none")));
        var browser = signedIn();
        allow(browser, app);

        assertThat(isAsked(browser, app)).isTrue();
    }

    @Test
    void aClientKeepsNoScopeThatItMayNoLongerAskFor() throws Exception {
        var wish = client();
        wish.putArray("grant_types").add("authorization_code").add("refresh_token");
        var registered = register(wish);
        var app = app(registered);
        var tokens = allow(signedIn(), app);
        assertThat(tokens.text("scope")).contains("email");
        assertThat(change(registered, wish.put("scope", "openid")).statusCode()).isEqualTo(200);

        assertThat(app.refresh(tokens.text("refresh_token")).text("scope")).isEqualTo("openid");
    }

    /** OpenID Connect Core, section 8.1: only who answers at a redirect URI has shown of which sector it is. */
    @Test
    void pairwiseSubjectsAreNotForGrantsThatNeedNoRedirect() throws Exception {
        var wish = client().put("subject_type", "pairwise");
        wish.putArray("redirect_uris").add("https://app.example.org/callback");
        wish.putArray("grant_types").add("authorization_code").add("urn:ietf:params:oauth:grant-type:device_code");
        var answer = send("POST", endpoint(), null, wish.toString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Pairwise");
    }

    /** OpenID Connect Core, section 12.2; nobody has come to the client in the sector that it names now. */
    @ParameterizedTest
    @CsvSource({"pairwise, https://bank.example/cb", "public, https://app.example.org/cb"})
    void aClientThatNamesAnotherSectorIsNotToldHowPeopleAreCalledThere(String type, String address) throws Exception {
        var wish = client().put("subject_type", "pairwise").put("scope", "openid");
        wish.putArray("redirect_uris").add("https://app.example.org/cb");
        wish.putArray("grant_types").add("authorization_code").add("refresh_token");
        var registered = register(wish);
        var app = app(registered, "https://app.example.org/cb");
        var tokens = allow(signedIn(), app);
        assertThat(change(registered, wish).statusCode()).isEqualTo(200);
        var refreshed = app.refresh(tokens.text("refresh_token"));
        assertThat(ThirdPartyApp.claims(refreshed.text("id_token")).get("sub"))
                .isEqualTo(ThirdPartyApp.claims(tokens.text("id_token")).get("sub"));

        wish.put("subject_type", type).putArray("redirect_uris").add(address);
        assertThat(change(registered, wish).statusCode()).isEqualTo(200);

        assertThat(app.refresh(refreshed.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void whatIsAllowedToAClientWhileItChangesIsNotAllowedToWhatItBecomes() throws Exception {
        var registered = register(client());
        var app = app(registered);
        var browser = signedIn();
        var page = browser.followToPage(browser.get(app.begin(Map.of()).address()));
        assertThat(page.uri().getPath()).isEqualTo("/consent");

        assertThat(change(registered, client().put("client_name", "Your Bank")).statusCode())
                .isEqualTo(200);

        assertThat(browser.submit(page, Map.of("scope", "email", "approve", "true"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(isAsked(browser, app)).isTrue();
    }

    @Test
    void whoeverRegisteredLeadsNobodyOnThroughALogout() throws Exception {
        var wish = client();
        wish.putArray("post_logout_redirect_uris").add("https://evil.example/phish");
        var app = app(register(wish));
        var browser = signedIn();
        var hint = allow(browser, app).text("id_token");
        var logout = URI.create(app.endpoint("end_session_endpoint") + "?id_token_hint=" + hint
                + "&post_logout_redirect_uri=https://evil.example/phish");

        var stranger = new HttpBrowser();
        assertThat(stranger.followToPage(stranger.get(logout)).body()).contains("You are signed out");
        assertThat(HttpBrowser.location(browser.get(logout))).hasToString("https://evil.example/phish");
    }

    @Test
    void whoWantsAnotherCharacterSetGetsJsonAllTheSame() throws Exception {
        var answer = HTTP.send(
                HttpRequest.newBuilder(endpoint())
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json;charset=utf-16")
                        .POST(HttpRequest.BodyPublishers.ofString(client().toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isIn(201, 406);
        assertThat(answer.statusCode() == 201).isEqualTo(answer.body().contains("client_id"));
    }
}
