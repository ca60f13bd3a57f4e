package dev.gatehouse.auth.grant.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** prompt and max_age: OpenID Connect Core, section 3.1.2.1. */
@AuthServerTest
class SignInRequirementTests {

    private static final Map<String, String> ADA = Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD);

    private final HttpBrowser browser = new HttpBrowser();

    @Autowired
    private Parties parties;

    @Autowired
    private JdbcClient jdbc;

    private ThirdPartyApp app;

    @BeforeEach
    void app() {
        app = parties.confidential();
    }

    private void signIn() {
        app.authorize(browser, app.begin(Map.of()), Parties.ADA, Parties.ADA_PASSWORD);
    }

    private HttpResponse<String> open(Map<String, String> parameters) {
        return browser.get(app.begin(parameters).address());
    }

    private static Map<String, String> atTheClient(HttpResponse<String> response) {
        assertThat(HttpBrowser.location(response).toString()).startsWith(Parties.REDIRECT_URI);
        return ThirdPartyApp.queryOf(HttpBrowser.location(response));
    }

    @Test
    void promptNoneWhenNobodyIsSignedInThenLoginRequiredAtTheClient() {
        assertThat(atTheClient(open(Map.of("prompt", "none"))))
                .containsEntry("error", "login_required")
                .containsKeys("state", "iss");
    }

    @Test
    void promptNoneWhenSignedInThenCode() {
        signIn();
        assertThat(atTheClient(open(Map.of("prompt", "none")))).containsKey("code");
    }

    @Test
    void promptNoneWhenConsentIsNeededThenConsentRequired() {
        signIn();
        jdbc.sql("delete from consent").update();
        app = parties.asking();
        assertThat(atTheClient(open(Map.of("prompt", "none")))).containsEntry("error", "consent_required");
    }

    @Test
    void promptLoginWhenSignedInThenTheSignInPageOnceAndANewTime() throws InterruptedException {
        signIn();
        var before = authTime(Map.of());
        Thread.sleep(1_100);
        var flow = app.begin(Map.of("prompt", "login"));
        var page = browser.get(flow.address());
        assertThat(HttpBrowser.location(page).getPath()).isEqualTo("/login");

        var answer = browser.submit(browser.followToPage(page), ADA);
        var callback = ThirdPartyApp.queryOf(browser.followTo(answer, Parties.REDIRECT_URI));
        var tokens = app.redeem(callback.get("code"), flow);
        assertThat(ThirdPartyApp.claims(tokens.text("id_token"))
                        .get("auth_time")
                        .asLong())
                .isGreaterThan(before);
    }

    @ParameterizedTest
    @CsvSource({"prompt, login", "prompt, select_account", "max_age, 0"})
    void freshSignInWhenNobodyWasSignedInThenOneSignInIsEnough(String name, String value) {
        var page = browser.followToPage(open(Map.of(name, value)));
        var answer = browser.submit(page, ADA);

        assertThat(ThirdPartyApp.queryOf(browser.followTo(answer, Parties.REDIRECT_URI)))
                .containsKey("code");
    }

    /** Whoever only opens the same address again has not signed in again. */
    @Test
    void promptLoginWhenThePageIsLeftThenAskedAgain() {
        signIn();
        var address = app.begin(Map.of("prompt", "login")).address();
        for (int visit = 0; visit < 3; visit++) {
            assertThat(HttpBrowser.location(browser.get(address)).getPath()).isEqualTo("/login");
        }
    }

    @Test
    void maxAgeWhenSignInIsOlderThenAskedAgainElseNot() throws InterruptedException {
        signIn();
        Thread.sleep(1_100);
        assertThat(atTheClient(open(Map.of("max_age", "1000")))).containsKey("code");
        assertThat(HttpBrowser.location(open(Map.of("max_age", "1"))).getPath()).isEqualTo("/login");
        assertThat(atTheClient(open(Map.of("max_age", "1", "prompt", "none"))))
                .containsEntry("error", "login_required");

        var flow = app.begin(Map.of("max_age", "0"));
        var answer = browser.submit(browser.followToPage(browser.get(flow.address())), ADA);
        assertThat(ThirdPartyApp.queryOf(browser.followTo(answer, Parties.REDIRECT_URI)))
                .containsKey("code");
    }

    @Test
    void promptConsentWhenApprovedBeforeThenAskedAgain() {
        app = parties.asking();
        app.authorize(browser, app.begin(Map.of()), Parties.ADA, Parties.ADA_PASSWORD);
        assertThat(atTheClient(open(Map.of()))).containsKey("code");

        var page = browser.followToPage(open(Map.of("prompt", "consent")));
        assertThat(page.body()).contains("The Asking App");
        assertThat(atTheClient(browser.submit(page, Map.of("approve", "true")))).containsKey("code");
    }

    @ParameterizedTest
    @CsvSource({"prompt, none login", "prompt, sideways", "max_age, -1", "max_age, soon", "max_age, 99999999999"})
    void requirementsWhenMalformedThenInvalidRequestAtTheClient(String name, String value) {
        assertThat(atTheClient(open(Map.of(name, value)))).containsEntry("error", "invalid_request");
    }

    @Test
    void requestObjectThenNotSupported() {
        assertThat(atTheClient(open(Map.of("request", "eyJhbGciOiJub25lIn0.e30."))))
                .containsEntry("error", "request_not_supported");
    }

    @Test
    void authorizationRequestByPostThenAsByGet() {
        signIn();
        var query = app.begin(Map.of()).address().getRawQuery();
        var posted = browser.post(URI.create(parties.issuer() + "/oauth2/authorize"), query);
        assertThat(posted.statusCode()).isEqualTo(303);
        assertThat(atTheClient(browser.get(HttpBrowser.location(posted)))).containsKey("code");
    }

    @Test
    void idTokenHintOfWhoIsSignedInThenCodeElseLoginRequired() {
        var flow = app.begin(Map.of());
        var idToken = app.redeem(app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow)
                .text("id_token");
        assertThat(atTheClient(open(Map.of("prompt", "none", "id_token_hint", idToken))))
                .containsKey("code");

        var other = new HttpBrowser();
        app.authorize(other, app.begin(Map.of()), "grace", "nanoseconds-in-my-hand");
        var hinted = app.begin(Map.of("prompt", "none", "id_token_hint", idToken));
        assertThat(atTheClient(other.get(hinted.address()))).containsEntry("error", "login_required");

        // Whoever signs in then must be the one.
        var page = other.followToPage(
                other.get(app.begin(Map.of("id_token_hint", idToken)).address()));
        var answer = other.submit(page, Map.of("username", "grace", "password", "nanoseconds-in-my-hand"));
        assertThat(ThirdPartyApp.queryOf(other.followTo(answer, Parties.REDIRECT_URI)))
                .containsEntry("error", "login_required");
        assertThat(atTheClient(open(Map.of("id_token_hint", "garbage")))).containsEntry("error", "invalid_request");
    }

    @Test
    void subjectOfTheClaimsParameterMustBeTheOne() {
        signIn();
        assertThat(atTheClient(open(
                        Map.of("prompt", "none", "claims", "{\"id_token\":{\"sub\":{\"value\":\"somebody-else\"}}}"))))
                .containsEntry("error", "login_required");
    }

    @Test
    void acrWhenEssentialAndOutOfReachThenUnmetElseAsItIs() {
        signIn();
        assertThat(atTheClient(open(Map.of(
                        "claims", "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"urn:example:gold\"]}}}"))))
                .containsEntry("error", "unmet_authentication_requirements");
        // A demand that can't be read is not dropped.
        for (var malformed : List.of("\"essential\":true,\"values\":\"urn:x\"", "\"essential\":\"true\"")) {
            assertThat(atTheClient(open(Map.of("claims", "{\"id_token\":{\"acr\":{" + malformed + "}}}"))))
                    .containsEntry("error", "invalid_request");
        }
        assertThat(atTheClient(open(Map.of(
                        "claims",
                        "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"urn:gatehouse:acr:1\"]}}}"))))
                .containsKey("code");
        assertThat(atTheClient(open(Map.of("acr_values", "urn:example:gold")))).containsKey("code");
    }

    @Test
    void loginHintAndLanguageReachTheSignInPage() {
        var page = browser.followToPage(open(Map.of("login_hint", "ada\"><b>", "ui_locales", "fr-CA de en")));

        assertThat(Jsoup.parse(page.body()).expectFirst("#username").val()).isEqualTo("ada\"><b>");
        assertThat(page.body()).contains("Anmelden");
    }

    @Test
    void offlineAccessWhenNotAllowedBeforeThenAskedFor() {
        jdbc.sql("delete from consent").update();
        app = parties.app("asks-to-stay", Parties.SECRET, "openid offline_access");
        var flow = app.begin(Map.of());
        app.authorize(browser, app.begin(Map.of("scope", "openid")), Parties.ADA, Parties.ADA_PASSWORD);

        var page = browser.followToPage(browser.get(flow.address()));
        assertThat(page.uri().getPath()).isEqualTo("/consent");
        assertThat(page.body()).contains("Keep its access when you sign out");
        assertThat(atTheClient(browser.submit(page, Map.of("approve", "true")))).containsKey("code");
        assertThat(atTheClient(open(Map.of()))).containsKey("code");
    }

    @Test
    void sameRequestAgainWantsAnotherSignIn() {
        var address = app.begin(Map.of("prompt", "login")).address();
        var page = browser.followToPage(browser.get(address));
        browser.followTo(browser.submit(page, ADA), Parties.REDIRECT_URI);

        assertThat(HttpBrowser.location(browser.get(address)).getPath()).isEqualTo("/login");
    }

    @Test
    void consentWithNothingToTickIsConsent() {
        signIn();
        jdbc.sql("delete from consent").update();
        app = parties.asking();
        var claims = "{\"userinfo\":{\"profile\":null}}";
        var page = browser.followToPage(open(Map.of("scope", "openid", "claims", claims)));
        assertThat(page.body()).contains("See your name");
        assertThat(atTheClient(browser.submit(page, Map.of("approve", "true")))).containsKey("code");
        assertThat(atTheClient(open(Map.of("scope", "openid", "claims", claims, "prompt", "none"))))
                .containsKey("code");
    }

    @Test
    void consentPageOfAnEarlierSessionIsOfNoUse() {
        jdbc.sql("delete from consent").update();
        signIn();
        app = parties.asking();
        var page = browser.followToPage(open(Map.of()));
        assertThat(page.uri().getPath()).isEqualTo("/consent");
        browser.followToPage(browser.submit(browser.get(URI.create(parties.issuer() + "/sign-out")), Map.of()));
        parties.confidential()
                .authorize(browser, parties.confidential().begin(Map.of()), Parties.ADA, Parties.ADA_PASSWORD);

        var answer = browser.submit(page, Map.of("approve", "true"));
        assertThat(answer.headers().firstValue("Location").orElse("")).doesNotContain("code=");
    }

    private long authTime(Map<String, String> parameters) {
        var flow = app.begin(parameters);
        var callback = atTheClient(browser.get(flow.address()));
        return ThirdPartyApp.claims(app.redeem(callback.get("code"), flow).text("id_token"))
                .get("auth_time")
                .asLong();
    }

    /** OpenID Connect Core, section 8: whether somebody is signed in must not tie subjects of two sectors together. */
    @Test
    void subjectsOfOtherSectorsNameNobody() {
        var flow = app.begin(Map.of());
        var tokens = app.redeem(app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow);
        var subject = ThirdPartyApp.claims(tokens.text("id_token")).get("sub").asString();
        app = parties.app("pairwise", Parties.SECRET, "openid");

        assertThat(atTheClient(open(Map.of(
                        "prompt", "none", "claims", "{\"id_token\":{\"sub\":{\"value\":\"" + subject + "\"}}}"))))
                .containsEntry("error", "login_required");
        assertThat(atTheClient(open(Map.of("prompt", "none", "id_token_hint", tokens.text("id_token")))))
                .containsEntry("error", "invalid_request");
    }
}
