package dev.gatehouse.web.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.web.ServerDouble;
import dev.gatehouse.web.WebClientTest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Signing in, in as many tabs as one likes, and signing out. */
class SignInTests extends WebClientTest {

    private HttpBrowser browser = new HttpBrowser();

    @Test
    void signInWhenThreeTabsBeginThenEachSucceeds() {
        var tabs = IntStream.range(0, 3)
                .mapToObj(_ -> begin(browser, BrowserSecurity.SIGN_IN))
                .toList();

        for (var tab : tabs) {
            assertThat(HttpBrowser.location(finish(browser, tab, "ada"))).isEqualTo(at("/"));
        }
        assertThat(browser.get(at("/")).body()).contains("signed in as ada");
    }

    @Test
    void signInWhenTabsWantDifferentPagesThenEachGetsItsOwn() {
        var notes = beginFor("/notes");
        var token = beginFor("/token");

        assertThat(HttpBrowser.location(finish(browser, notes, "ada")).getPath())
                .isEqualTo("/notes");
        assertThat(HttpBrowser.location(finish(browser, token, "ada")).getPath())
                .isEqualTo("/token");
        assertThat(HttpBrowser.location(signIn(browser, "ada"))).isEqualTo(at("/"));
    }

    private Map<String, String> beginFor(String page) {
        var first = HttpBrowser.location(browser.get(at(page)));
        return begin(browser, first.getPath());
    }

    @Test
    void signInWhenMoreThanTenBeginThenOldestIsForgotten() {
        var tabs = IntStream.range(0, 11)
                .mapToObj(_ -> begin(browser, BrowserSecurity.SIGN_IN))
                .toList();

        assertThat(finish(browser, tabs.getFirst(), "ada").headers().firstValue("Location"))
                .hasValue("/signed-out?reason=failed");
        assertThat(HttpBrowser.location(finish(browser, tabs.get(1), "ada"))).isEqualTo(at("/"));
    }

    @Test
    void signInWhenSpentOnceThenNotTakenAgainAndSignedInVisitorGoesOn() {
        var tab = begin(browser, BrowserSecurity.SIGN_IN);
        finish(browser, tab, "ada");

        var again = browser.followToPage(finish(browser, tab, "grace"));
        assertThat(again.uri()).isEqualTo(at("/"));
        assertThat(again.body()).contains("signed in as ada");
    }

    /** Its code must not be redeemed twice: that would end what it was redeemed for. */
    @Test
    void signInWhenFinishedTwiceAtTheSameMomentThenTheCodeIsRedeemedOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            var tab = begin(browser, BrowserSecurity.SIGN_IN);
            var address = callback(tab, issuer.code("ada", tab.get("nonce")));
            var before = issuer.requests("/token").size();
            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                var both = IntStream.range(0, 2)
                        .mapToObj(_ -> pool.submit(() -> browser.get(address).statusCode()))
                        .toList();
                for (var each : both) {
                    assertThat(each.get()).isEqualTo(302);
                }
            }
            assertThat(issuer.requests("/token")).hasSize(before + 1);
            browser = new HttpBrowser();
        }
    }

    @Test
    void signInSaysInWhichLanguageThePageWas() {
        browser.get(at("/?lang=de"));
        assertThat(begin(browser, BrowserSecurity.SIGN_IN)).containsEntry("ui_locales", "de");
    }

    @Test
    void signedOutPageWhenSignedInThenLeadsToTheStart() {
        signIn(browser, "ada");
        for (var path : new String[] {"/signed-out", "/signed-out?reason=failed", "/login/oauth2/code/gatehouse"}) {
            assertThat(browser.followToPage(browser.get(at(path))).uri()).isEqualTo(at("/"));
        }
    }

    @Test
    void signInWhenFailedThenItsOwnHeading() {
        assertThat(heading(browser.get(at("/signed-out?reason=failed")))).isEqualTo("The sign-in did not succeed");
        assertThat(heading(browser.get(at("/signed-out?reason=expired")))).isEqualTo("You are signed out");
    }

    @Test
    void signInWhenCancelledThenToldSo() {
        var answer = browser.get(cancelled(begin(browser, BrowserSecurity.SIGN_IN)));
        assertThat(heading(browser.followToPage(answer))).isEqualTo("You cancelled; nothing was shared");
    }

    @Test
    void signOutLeadsToTheIssuer() {
        signIn(browser, "ada");
        assertThat(HttpBrowser.location(signOut()).toString()).startsWith(issuer.address() + "/connect/logout?");
    }

    @Test
    void signOutWhenIssuerDoesNotAnswerThenStaysHereAndSaysSo() {
        signIn(browser, "ada");
        issuer.on("/revoke", ServerDouble.hangUp());
        try {
            var page = browser.followToPage(signOut());
            assertThat(page.uri()).isEqualTo(at("/signed-out?reason=local"));
            assertThat(page.body()).contains("you may still be signed in there");
        } finally {
            issuer.on("/revoke", ServerDouble.json(200, ""));
        }
    }

    @Test
    void unavailablePageTellsNoStrangerThatHeIsSignedIn() {
        assertThat(browser.get(at("/unavailable")).body()).doesNotContain("still signed in");
        signIn(browser, "ada");
        assertThat(browser.get(at("/unavailable")).body()).contains("still signed in");
    }

    private HttpResponse<String> signOut() {
        api.on("GET /notes", ServerDouble.json(200, "{\"notes\": [], \"page\": 0, \"size\": 10, \"total\": 0}"));
        return send(browser, browser.get(at("/notes")), "/logout", Map.of());
    }

    private static String heading(HttpResponse<String> response) {
        var page = page(response);
        assertThat(page.title()).startsWith(page.expectFirst("h1").text());
        return page.expectFirst("h1").text();
    }
}
