package dev.gatehouse.web.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.web.WebClientTest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The issuer ends sessions here; nobody else does, nor makes this program ask the issuer again and again. */
class BackChannelLogoutTests extends WebClientTest {

    private static final String TYPE = "logout+jwt";

    private final HttpBrowser browser = new HttpBrowser();

    @Test
    void logoutWhenIssuerSendsItThenSessionEnds() throws Exception {
        signIn(browser, "ada");
        assertThat(browser.get(at("/")).body()).contains("signed in as ada");

        assertThat(send(issuer.logoutToken("ada", TYPE, "known", Map.of()))).isEqualTo(200);
        assertThat(browser.get(at("/")).body()).doesNotContain("signed in as ada");
    }

    @Test
    void logoutWhenManyNameUnknownKeysThenIssuerIsAskedTwiceAtMost() throws Exception {
        var before = issuer.requests("/jwks").size();
        for (int count = 0; count < 10; count++) {
            var forged = issuer.logoutToken("ada", TYPE, UUID.randomUUID().toString(), Map.of());
            assertThat(send(forged)).isIn(400, 503);
        }

        assertThat(issuer.requests("/jwks").size() - before).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "typ", "malformed"})
    void logoutWhenNotMeantForThisProgramThenIssuerIsNotAsked(String what) throws Exception {
        var before = issuer.requests("/jwks").size();
        var token = switch (what) {
            case "typ" -> issuer.logoutToken("ada", "at+jwt", "other-typ", Map.of());
            case "malformed" -> "a.b.c";
            default -> issuer.logoutToken("ada", TYPE, "other-" + what, Map.of(what, "somebody else"));
        };

        assertThat(send(token)).isEqualTo(400);
        assertThat(issuer.requests("/jwks")).hasSize(before);
    }

    private int send(String token) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(at(IssuerRegistration.BACK_CHANNEL_LOGOUT))
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(BodyPublishers.ofString("logout_token=" + token))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
