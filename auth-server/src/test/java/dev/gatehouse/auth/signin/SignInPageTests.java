package dev.gatehouse.auth.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import dev.gatehouse.testsupport.HttpBrowser;
import java.net.CookieManager;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
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

    /** RFC 6749, section 4.1.2.1. */
    @Test
    void whoDoesNotWantToSignInIsLedBackAndTheClientIsTold() {
        var app = parties.confidential();
        var browser = new HttpBrowser();
        var flow = app.begin(Map.of());
        var page = browser.followToPage(browser.get(flow.address()));
        var csrf = page.body().replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]*)\".*", "$1");
        var answer = browser.post(URI.create(parties.issuer() + "/login/refused"), "_csrf=" + csrf);
        assertThat(answer.statusCode()).isEqualTo(303);
        var back = browser.followTo(answer, Parties.REDIRECT_URI);
        assertThat(back.getQuery()).contains("error=access_denied", "state=", "iss=");

        assertThat(browser.followToPage(browser.get(flow.address())).uri().getPath())
                .isEqualTo("/login");
        assertThat(new HttpBrowser()
                        .followToPage(new HttpBrowser().get(URI.create(parties.issuer() + "/login")))
                        .body())
                .doesNotContain("/login/refused");
    }

    /** RFC 6750, section 3; RFC 9728: what is wrong, and nothing that the sender wrote. */
    @Test
    void userInfoSaysWhatItWantsAndNothingOfTheHostHeader() throws Exception {
        var address = URI.create(parties.issuer() + "/userinfo");
        var none = new HttpBrowser().get(address, "*/*");
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"gatehouse\"");
        assertThat(none.headers().allValues("WWW-Authenticate")).anyMatch(each -> each.startsWith("DPoP algs="));
        assertThat(new HttpBrowser().get(address, "text/html").statusCode()).isEqualTo(401);

        try (var socket = new Socket("localhost", address.getPort())) {
            socket.getOutputStream()
                    .write(
                            "GET /userinfo HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .contains("401")
                    .contains("error=\"invalid_token\"")
                    .doesNotContain("evil");
        }
    }

    @Test
    void documentsHaveHeadersForWhoAsksForTheseAlone() throws Exception {
        for (var path : new String[] {"/.well-known/openid-configuration", "/oauth2/jwks"}) {
            var request = HttpRequest.newBuilder(URI.create(parties.issuer() + path))
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .build();
            var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("ETag")).isPresent();
            assertThat(answer.body()).isEmpty();
        }
        var unknown = new HttpBrowser().get(URI.create(parties.issuer() + "/.well-known/x"), "application/json");
        assertThat(unknown.statusCode()).isEqualTo(404);
    }

    @Test
    void machinesEndpointsTellWhoComesWithTheWrongMethod() throws Exception {
        for (var path : new String[] {"token", "par", "introspect", "revoke", "device_authorization"}) {
            var request = HttpRequest.newBuilder(URI.create(parties.issuer() + "/oauth2/" + path))
                    .PUT(HttpRequest.BodyPublishers.ofString("x"));
            var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
        }
    }

    @Test
    void languageLinksOfTheConsentPageKeepTheRequest() {
        jdbc.sql("delete from consent").update();
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

    /** WCAG 3.3.1: the focus moves on to the second field then. */
    @Test
    void bothFieldsNameWhyTheSignInWasRefused() {
        for (var notice : List.of("error", "busy", "guessing", "outdated")) {
            var page = new HttpBrowser().get(URI.create(parties.issuer() + "/login?" + notice));
            assertThat(page.body()).as(notice).containsOnlyOnce("id=\"notice\"");
            assertThat(page.body().split("aria-describedby=\"notice\""))
                    .as(notice)
                    .hasSize(3);
        }
    }

    @Test
    void whoIsSignedInIsNotToldToBeSignedOut() {
        var signedOut = URI.create(parties.issuer() + "/login?signed-out");
        var browser = new HttpBrowser();
        var page = browser.get(signedOut);
        assertThat(page.body()).contains("You are signed out.");

        browser.submit(page, Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD));
        assertThat(browser.get(signedOut).body()).doesNotContain("You are signed out.");
    }

    /** The cookie against forged forms proves little where another origin of the same site can set it. */
    @Test
    void aFormThatAnotherOriginSendsIsRefused() throws Exception {
        var cookies = new CookieManager();
        try (var http = HttpClient.newBuilder().cookieHandler(cookies).build()) {
            var login = URI.create(parties.issuer() + "/login");
            var page = http.send(
                    HttpRequest.newBuilder(login).header("Accept", "text/html").build(),
                    HttpResponse.BodyHandlers.ofString());
            var csrf = page.body().replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]*)\".*", "$1");
            for (var from : List.of("same-site", "cross-site", "same-origin")) {
                var answer = http.send(
                        HttpRequest.newBuilder(login)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("Sec-Fetch-Site", from)
                                .POST(HttpRequest.BodyPublishers.ofString("username=x&password=y&_csrf=" + csrf))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.headers().firstValue("Location"))
                        .as(from)
                        .hasValue(from.equals("same-origin") ? "/login?error" : "/login?outdated");
            }
        }
    }

    private static String csrfCookie(HttpResponse<String> page) {
        return page.headers().allValues("Set-Cookie").stream()
                .filter(each -> each.contains("csrf="))
                .findFirst()
                .orElseThrow()
                .replaceAll("^[^=]*=([^;]*);.*$", "$1");
    }

    private static final Map<String, String> ADA = Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD);

    @Test
    void eachTabGoesOnWhereItCameFrom() {
        var browser = new HttpBrowser();
        var first = parties.confidential().begin(Map.of());
        var second = parties.other().begin(Map.of());
        var tab = browser.followToPage(browser.get(first.address()));
        browser.followToPage(browser.get(second.address()));

        var wrong = browser.followToPage(browser.submit(tab, Map.of("username", "Ada?", "password", "wrong")));
        assertThat(wrong.body()).contains("value=\"Ada?\"");
        var back = browser.followTo(browser.submit(wrong, ADA), Parties.REDIRECT_URI);
        assertThat(back.getQuery()).contains("state=" + first.state());
    }

    @Test
    void aPageThatStoodOpenForLongStillLeadsBack() {
        var browser = new HttpBrowser();
        var flow = parties.confidential().begin(Map.of());
        var page = browser.followToPage(browser.get(flow.address()));
        jdbc.sql("delete from spring_session").update();

        assertThat(browser.followTo(browser.submit(page, ADA), Parties.REDIRECT_URI)
                        .getQuery())
                .contains("state=" + flow.state());
    }

    @Test
    void aFormThatIsOutOfDateIsShownAgainAndSaysSo() {
        var browser = new HttpBrowser();
        var flow = parties.confidential().begin(Map.of());
        var page = browser.followToPage(browser.get(flow.address()));
        var again =
                browser.followToPage(browser.submit(page, Map.of("username", "x", "password", "y", "_csrf", "old")));
        assertThat(again.body()).contains("This page was out of date");

        assertThat(browser.followTo(browser.submit(again, ADA), Parties.REDIRECT_URI)
                        .getQuery())
                .contains("state=" + flow.state());
    }

    /** They do not lead to the sign-in form, which would be as wrong for who is signed in as for a machine. */
    @Test
    void otherFormsAndMethodsAreRefusedWhereTheyAre() throws Exception {
        var browser = new HttpBrowser();
        var flow = parties.confidential().begin(Map.of());
        parties.confidential().authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD);

        var form = browser.post(URI.create(parties.issuer() + "/activate"), "user_code=WDJB-MJHT&_csrf=old");
        assertThat(form.statusCode()).isEqualTo(403);
        for (var path : List.of("/userinfo", "/activate")) {
            var request = HttpRequest.newBuilder(URI.create(parties.issuer() + path))
                    .PUT(HttpRequest.BodyPublishers.ofString("x"));
            var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(405);
        }
    }

    @Test
    void nobodyElseSaysWhereASignInLeads() {
        var browser = new HttpBrowser();
        for (var to : List.of("https://evil.example.org/", "/activate", "/activate.AAAA", ".", "")) {
            var page = browser.get(URI.create(parties.issuer() + "/login"));
            var fields = new HashMap<>(ADA);
            fields.put("to", to);
            assertThat(HttpBrowser.location(browser.submit(page, fields)).getPath())
                    .isEqualTo("/");
            browser.followToPage(browser.submit(browser.get(URI.create(parties.issuer() + "/")), Map.of()));
        }
    }
}
