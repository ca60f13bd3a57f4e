package dev.gatehouse.auth.grant.logout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** OpenID Connect RP-Initiated Logout. */
@AuthServerTest
class ClientLogoutTests {

    private final HttpBrowser browser = new HttpBrowser();

    @Autowired
    private Parties parties;

    private ThirdPartyApp app;
    private String idToken;

    @BeforeEach
    void signIn() {
        app = parties.confidential();
        var flow = app.begin(Map.of());
        idToken = app.redeem(app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow)
                .text("id_token");
    }

    private URI logout(String query) {
        return URI.create(app.endpoint("end_session_endpoint") + query);
    }

    private boolean isSignedIn() {
        var location = HttpBrowser.location(browser.get(app.begin(Map.of()).address()));
        return !location.getPath().equals("/login");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?state=x",
                "?id_token_hint=garbage",
                "?client_id=confidential",
                "?post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A9999%2Fgoodbye"
            })
    void logoutWithoutProofOfWhomItMeansThenThePersonIsAskedAndStays(String query) {
        var page = browser.followToPage(browser.get(logout(query)));
        assertThat(page.uri().getPath()).isEqualTo("/sign-out");
        assertThat(isSignedIn()).isTrue();

        var answer = browser.followToPage(browser.submit(page, Map.of()));
        assertThat(answer.uri().getPath()).isEqualTo("/login");
        assertThat(answer.body()).contains("You are signed out");
        assertThat(isSignedIn()).isFalse();
    }

    @Test
    void logoutWithHintAloneThenSignedOutPage() {
        var page = browser.followToPage(browser.get(logout("?id_token_hint=" + idToken)));

        assertThat(page.body()).contains("You are signed out");
        assertThat(isSignedIn()).isFalse();
    }

    @Test
    void logoutToAnUnregisteredAddressThenErrorPageAndNoRedirect() {
        var evil = URLEncoder.encode("https://evil.example.org/", StandardCharsets.UTF_8);
        var answer = browser.get(logout("?id_token_hint=" + idToken + "&post_logout_redirect_uri=" + evil));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("post_logout_redirect_uri");
    }

    @Test
    void logoutWhenNobodyIsSignedInThenSignedOutPage() {
        var other = new HttpBrowser();
        var page = other.followToPage(other.get(logout("")));

        assertThat(page.body()).contains("You are signed out");
    }

    private String refreshTokenOf(ThirdPartyApp client, Map<String, String> further, String person, String password) {
        var flow = client.begin(further);
        return client.redeem(client.authorize(browser, flow, person, password), flow)
                .text("refresh_token");
    }

    private boolean isAlive(ThirdPartyApp client, String refreshToken) {
        return client.refresh(refreshToken).status() == 200;
    }

    @Test
    void whoSignsInAgainIsInTheSameSessionForAllClients() {
        var mine = refreshTokenOf(app, Map.of(), Parties.ADA, Parties.ADA_PASSWORD);
        var others = refreshTokenOf(parties.other(), Map.of("prompt", "login"), Parties.ADA, Parties.ADA_PASSWORD);

        var page = browser.followToPage(browser.get(logout("?id_token_hint=" + idToken)));
        assertThat(page.body()).contains("You are signed out");
        assertThat(isAlive(app, mine)).isFalse();
        assertThat(isAlive(parties.other(), others)).isFalse();
    }

    @Test
    void whenSomebodyElseSignsInThenWhatWasGrantedBeforeEnds() {
        var adas = refreshTokenOf(app, Map.of(), Parties.ADA, Parties.ADA_PASSWORD);
        var graces = refreshTokenOf(parties.other(), Map.of("prompt", "login"), "grace", "nanoseconds-in-my-hand");

        assertThat(isAlive(app, adas)).isFalse();
        assertThat(isAlive(parties.other(), graces)).isTrue();
        assertThat(browser.followToPage(browser.get(logout("?id_token_hint=" + idToken)))
                        .uri()
                        .getPath())
                .isEqualTo("/sign-out");
    }

    @Test
    void aCodeThatWasNotRedeemedInTimeEndsWithItsSession() {
        var flow = app.begin(Map.of());
        var code = app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD);
        browser.followToPage(browser.get(logout("?id_token_hint=" + idToken)));

        assertThat(app.redeem(code, flow).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void aHintOfAnotherBrowserThenThePersonIsAsked() {
        var elsewhere = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("id_token");

        assertThat(browser.followToPage(browser.get(logout("?id_token_hint=" + elsewhere)))
                        .uri()
                        .getPath())
                .isEqualTo("/sign-out");
        assertThat(isSignedIn()).isTrue();
    }

    /** OpenID Connect Core, section 8: neither subject nor session tells sectors that it is the same person. */
    @Test
    void sessionsOfSectorsHaveNamesOfTheirOwn() {
        var pairwise = parties.app("pairwise", Parties.SECRET, "openid");
        var flow = pairwise.begin(Map.of());
        var tokens = pairwise.redeem(pairwise.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow);
        var sid = ThirdPartyApp.claims(tokens.text("id_token")).get("sid");
        assertThat(sid).isNotNull().isNotEqualTo(ThirdPartyApp.claims(idToken).get("sid"));

        var page = browser.followToPage(browser.get(logout("?id_token_hint=" + tokens.text("id_token"))));
        assertThat(page.body()).contains("You are signed out");
    }

    @Test
    void logoutInABrowserWhereNobodyHasSignedInYetThenSignedOutPage() {
        var other = new HttpBrowser();
        other.followToPage(other.get(app.begin(Map.of()).address()));

        var page = other.followToPage(other.get(logout("?id_token_hint=" + idToken)));
        assertThat(page.body()).contains("You are signed out");
    }
}
