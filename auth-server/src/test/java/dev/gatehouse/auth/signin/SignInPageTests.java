package dev.gatehouse.auth.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import dev.gatehouse.testsupport.HttpBrowser;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a browser meets on the way through a sign-in. */
@AuthServerTest
class SignInPageTests {

    @Autowired
    private Parties parties;

    @Autowired
    private Rows rows;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void sessionLivesForMinutesUntilItsVisitorIsSignedIn() {
        jdbc.sql("delete from spring_session").update();
        var app = parties.confidential();
        var browser = new HttpBrowser();
        var page = browser.followToPage(browser.get(app.begin(Map.of()).address()));
        assertThat(rows.count("spring_session where max_inactive_interval > 600"))
                .isZero();

        browser.submit(page, Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD));
        assertThat(rows.count("spring_session where max_inactive_interval = 8 * 3600"))
                .isEqualTo(1);
    }

    @Test
    void requestsOfMachinesLeaveNoSession() {
        jdbc.sql("delete from spring_session").update();
        var browser = new HttpBrowser();
        for (var address : new String[] {"/userinfo", "/oauth2/authorize?x=1", "/", "/favicon.ico"}) {
            browser.get(URI.create(parties.issuer() + address), "*/*");
        }

        assertThat(rows.count("spring_session")).isZero();
    }

    /** OpenID Connect Core, section 3.1.2.1: a POST, and by a browser that names no page among what it takes. */
    @Test
    void requestsOfBrowsersThatTakeAnythingLeadToTheSignInPage() {
        var app = parties.confidential();
        var browser = new HttpBrowser();
        var flow = app.begin(Map.of());
        var page = browser.followToPage(browser.get(flow.address(), "*/*"));
        assertThat(page.uri().getPath()).isEqualTo("/login");

        var answer = browser.submit(page, Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD));
        assertThat(browser.followTo(answer, Parties.REDIRECT_URI).getQuery()).contains("code=");
    }

    @Test
    void languageLinksOfTheConsentPageKeepTheRequest() {
        var app = parties.asking();
        var browser = new HttpBrowser();
        var page = browser.followToPage(browser.get(app.begin(Map.of()).address()));
        var answer = browser.submit(page, Map.of("username", "grace", "password", "nanoseconds-in-my-hand"));
        var consent = browser.followToPage(answer);
        var link = consent.body()
                .replaceAll("(?s).*href=\"([^\"]*lang=de)\".*", "$1")
                .replace("&amp;", "&");
        assertThat(link).contains("state=");

        var german = browser.get(consent.uri().resolve("/consent" + link));
        assertThat(german.statusCode()).isEqualTo(200);
        assertThat(german.body()).contains("lang=\"de\"").contains("The Asking App");
    }
}
