package dev.gatehouse.web.token;

import static dev.gatehouse.web.ServerDouble.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.web.WebClientTest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The issuer ends sessions here; nobody else does, nor makes this program ask the issuer again and again. */
class BackChannelLogoutTests extends WebClientTest {

    private static final String TYPE = "logout+jwt";

    private final HttpBrowser browser = new HttpBrowser();

    @Autowired
    private JdbcClient jdbc;

    @Test
    void logoutWhenIssuerSendsItThenSessionEnds() {
        signIn(browser, "ada");
        assertThat(browser.get(at("/")).body()).contains("signed in as ada");

        assertThat(send(issuer.logoutToken("ada", TYPE, "known", Map.of()))).isEqualTo(200);
        assertThat(browser.get(at("/")).body()).doesNotContain("signed in as ada");
    }

    /** As at a step-up at which somebody else signs in: the issuer ends the session of who was signed in before. */
    @Test
    void logoutWhenASignInHasBegunThenOnlyThatIsLeftAndItSucceeds() {
        jdbc.sql("delete from spring_session").update();
        signIn(browser, "ada");
        var asked = begin(browser, "/oauth2/authorization/gatehouse?max_age=5");
        assertThat(send(issuer.logoutToken("ada", TYPE, "known", Map.of()))).isEqualTo(200);
        assertThat(browser.get(at("/")).body()).doesNotContain("signed in as");
        var before = sessions();
        assertThat(before).hasSize(1);

        assertThat(browser.followToPage(finish(browser, asked, "grace")).body()).contains("signed in as grace");
        assertThat(browser.followToPage(browser.get(at("/token"))).body())
                .contains(">grace<")
                .doesNotContain(">ada<");
        assertThat(sessions()).doesNotContainAnyElementsOf(before);
    }

    @Test
    void logoutWhenASignInIsBeingFinishedThenItSucceeds() {
        signIn(browser, "ada");
        var asked = begin(browser, "/oauth2/authorization/gatehouse?max_age=5");
        var code = issuer.code("grace", asked.get("nonce"));
        issuer.on("/userinfo", (exchange, request) -> {
            assertThat(send(issuer.logoutToken("ada", TYPE, "known", Map.of()))).isEqualTo(200);
            json(200, "{\"sub\": \"grace\", \"name\": \"grace\"}").to(exchange, request);
        });

        assertThat(browser.followToPage(browser.get(callback(asked, code))).body())
                .contains("signed in as grace");
    }

    @Test
    void logoutWhenManyNameUnknownKeysThenIssuerIsAskedTwiceAtMost() {
        var before = issuer.requests("/jwks").size();
        for (int count = 0; count < 10; count++) {
            var forged = issuer.logoutToken("ada", TYPE, UUID.randomUUID().toString(), Map.of());
            assertThat(send(forged)).isIn(400, 503);
        }

        assertThat(issuer.requests("/jwks").size() - before).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "typ", "malformed", "no header"})
    void logoutWhenNotMeantForThisProgramThenIssuerIsNotAsked(String what) {
        var before = issuer.requests("/jwks").size();
        var token = switch (what) {
            case "typ" -> issuer.logoutToken("ada", "at+jwt", "other-typ", Map.of());
            case "malformed" -> "a.b.c";
            case "no header" -> "bnVsbA.e30.c2ln"; // null
            default -> issuer.logoutToken("ada", TYPE, "other-" + what, Map.of(what, "somebody else"));
        };

        assertThat(send(token)).isEqualTo(400);
        assertThat(issuer.requests("/jwks")).hasSize(before);
    }

    private List<String> sessions() {
        return jdbc.sql("select session_id from spring_session")
                .query(String.class)
                .list();
    }

    private int send(String token) {
        try (var http = HttpClient.newHttpClient()) {
            return http.sendAsync(
                            HttpRequest.newBuilder(at(IssuerRegistration.BACK_CHANNEL_LOGOUT))
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(BodyPublishers.ofString("logout_token=" + token))
                                    .build(),
                            BodyHandlers.discarding())
                    .join()
                    .statusCode();
        }
    }
}
