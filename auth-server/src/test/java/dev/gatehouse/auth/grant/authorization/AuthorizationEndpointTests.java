package dev.gatehouse.auth.grant.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** RFC 6749, section 4.1.2; RFC 9207; RFC 9700, section 4.1. */
@AuthServerTest
class AuthorizationEndpointTests {

    @Autowired
    private Parties parties;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.org/callback",
                "http://127.0.0.1:9999/callback/",
                "http://127.0.0.1:9999//callback",
                "http://127.0.0.1:9999/callback?x=1",
                "http://127.0.0.1:9999/callback#x",
                "http://127.0.0.1:9999/CALLBACK",
                "http://127.0.0.1.evil.example.org:9999/callback",
                "http://user@127.0.0.1:9999/callback",
                "http://localhost:9999/callback",
                "https://127.0.0.1:9999/callback",
                "javascript:alert(1)"
            })
    void authorizeWhenRedirectUriIsNotRegisteredThenErrorPageAndNoRedirect(String redirectUri) {
        var response = begin(Map.of("redirect_uri", redirectUri));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Location")).isEmpty();
        assertThat(response.body()).contains("invalid_request").doesNotContain("Exception");
    }

    @Test
    void authorizeWhenLoopbackPortDiffersThenAccepted() {
        var response = begin(Map.of("redirect_uri", "http://127.0.0.1:54321/callback"));

        assertThat(HttpBrowser.location(response).getPath()).isEqualTo("/login");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", ""})
    void authorizeWhenChallengeIsNotS256ThenInvalidRequestAtTheClient(String method) {
        var answer = queryOf(begin(Map.of("code_challenge_method", method)));

        assertThat(answer).containsEntry("error", "invalid_request").containsEntry("iss", parties.issuer());
    }

    @Test
    void authorizeWhenConfidentialClientSendsNoChallengeThenInvalidRequest() {
        assertThat(queryOf(begin(Map.of("code_challenge", "", "code_challenge_method", ""))))
                .containsEntry("error", "invalid_request");
    }

    @Test
    void authorizeWhenScopeIsNotRegisteredThenInvalidScopeWithState() {
        assertThat(queryOf(begin(Map.of("scope", "openid notes.write"))))
                .containsEntry("error", "invalid_scope")
                .containsKey("state");
    }

    @Test
    void authorizeWhenClientIsUnknownThenErrorPage() {
        var response = begin(Map.of("client_id", "nobody"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("This request is not valid");
    }

    @Test
    void signInNeverSendsThePasswordOnAndIgnoresTheHostHeader() {
        var app = parties.confidential();
        var browser = new HttpBrowser();
        var page = browser.followToPage(browser.get(app.begin(Map.of()).address()));
        var response = browser.submit(page, Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD));

        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(response.headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).startsWith("/oauth2/authorize?"));
    }

    @Test
    void signInPageIsShownAtTheSameAddressWhateverTheHostHeaderSays() throws Exception {
        var address = parties.confidential().begin(Map.of()).address();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + address.getRawPath() + "?" + address.getRawQuery()
                                    + " HTTP/1.1\r\nHost: evil.example.org\r\nAccept: text/html\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 302")
                    .contains("\r\nLocation: /login\r\n")
                    .doesNotContain("evil");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"request_uri=&request_uri=", "nonce=a&nonce=b", "prompt=&prompt=x", "x=1&x=2", "state=other"})
    void authorizeWhenParameterComesTwiceThenTheClientIsTold(String twice) {
        var address = parties.confidential().begin(Map.of()).address() + "&" + twice;
        var response = new HttpBrowser().get(URI.create(address));

        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(queryOf(response))
                .containsEntry("error", "invalid_request")
                .containsEntry("error_description", "A parameter comes more than once.")
                .containsEntry("iss", parties.issuer());
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_id=public", "redirect_uri=https://evil.example.org/"})
    void authorizeWhenItComesTwiceWhomToTellThenErrorPage(String twice) {
        var address = parties.confidential().begin(Map.of()).address() + "&" + twice;
        var response = new HttpBrowser().get(URI.create(address));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("more than once");
    }

    @Test
    void consentIsAskedOnceAndDenialIsAccessDenied() {
        var app = parties.asking();
        var browser = new HttpBrowser();
        var page = consentPage(app, browser, Parties.ADA, Parties.ADA_PASSWORD, "openid profile");
        assertThat(page.body()).contains("The Asking App").contains("See your name");
        var code = browser.submit(page, Map.of("approve", "true"));
        assertThat(code.statusCode()).isEqualTo(303);
        assertThat(queryOf(code)).containsKey("code");

        var again = browser.get(app.begin(Map.of("scope", "openid profile")).address());
        assertThat(queryOf(again)).containsKey("code");

        var more = browser.followToPage(browser.get(
                app.begin(Map.of("scope", "openid profile notes.read")).address()));
        assertThat(more.body()).contains("Read your notes");
        assertThat(queryOf(browser.submit(more, Map.of("deny", "true"))))
                .containsEntry("error", "access_denied")
                .doesNotContainKey("code");

        var after = browser.get(app.begin(Map.of("scope", "openid profile")).address());
        assertThat(queryOf(after)).as("what was allowed before still is").containsKey("code");
    }

    @Test
    void consentOfSomebodyElseIsRefused() {
        var app = parties.asking();
        var grace = new HttpBrowser();
        var page = consentPage(app, grace, "grace", "nanoseconds-in-my-hand", "openid notes.read");
        var stranger = new HttpBrowser();
        var login = stranger.followToPage(stranger.get(URI.create(parties.issuer() + "/")));
        stranger.submit(login, Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD));

        assertThat(stranger.submit(page, Map.of("approve", "true")).statusCode())
                .isEqualTo(400);
        assertThat(stranger.get(page.uri()).statusCode()).isEqualTo(400);
        assertThat(queryOf(grace.submit(page, Map.of("approve", "true")))).containsKey("code");
        assertThat(grace.submit(page, Map.of("approve", "true")).statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> consentPage(
            ThirdPartyApp app, HttpBrowser browser, String username, String password, String scope) {
        var login = browser.followToPage(
                browser.get(app.begin(Map.of("scope", scope)).address()));
        return browser.followToPage(browser.submit(login, Map.of("username", username, "password", password)));
    }

    private HttpResponse<String> begin(Map<String, String> further) {
        return new HttpBrowser().get(parties.confidential().begin(further).address());
    }

    private static Map<String, String> queryOf(HttpResponse<String> response) {
        return ThirdPartyApp.queryOf(HttpBrowser.location(response));
    }

    /** OpenID Connect Core, section 3.1.2.1: a nonce comes back as it was, whatever it looks like. */
    @Test
    void aNonceComesBackAsItWasOrIsRefusedAtOnce() {
        var app = parties.confidential();
        var odd = "{noop}gh_rt_" + "x".repeat(40);
        var flow = app.begin(Map.of("nonce", odd));
        var tokens = app.redeem(app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD), flow);
        assertThat(ThirdPartyApp.claims(tokens.text("id_token")).get("nonce").asString())
                .isEqualTo(odd);

        var long_ = app.begin(Map.of("nonce", "x".repeat(1_001)));
        assertThat(HttpBrowser.location(new HttpBrowser().get(long_.address())).getQuery())
                .contains("error=invalid_request");
    }

    @Test
    void aRedirectUriThatIsNoAddressIsRefused() {
        for (var odd : List.of(
                "http://127.0.0.1:9999/callback x", "http://127.0.0.1:99999/callback", "http://127.0.0.1/\u0001")) {
            var flow = parties.confidential().begin(Map.of("redirect_uri", odd));
            assertThat(new HttpBrowser().get(flow.address()).statusCode())
                    .as(odd)
                    .isEqualTo(400);
        }
    }

    @Test
    void theErrorPageHasTheHeadersOfPages() {
        var flow = parties.confidential().begin(Map.of("redirect_uri", "https://evil.example.org/"));
        var page = new HttpBrowser().get(flow.address());
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("frame-ancestors 'none'");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
    }

    /** RFC 9101, section 5. */
    @Test
    void aRequestIsNotGivenInTwoWays() {
        var flow = parties.confidential().begin(Map.of("request", "x.y.z", "request_uri", "urn:x"));
        var back = ThirdPartyApp.queryOf(HttpBrowser.location(new HttpBrowser().get(flow.address())));
        assertThat(back).containsEntry("error", "invalid_request");
        assertThat(back.get("error_description")).contains("Only one of request and request_uri");
    }
}
