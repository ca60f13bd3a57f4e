package dev.gatehouse.auth.grant.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import dev.gatehouse.auth.SecondNode;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** RFC 9126. */
@AuthServerTest
@Import(SecondNode.class)
class PushedAuthorizationTests {

    @Autowired
    private Parties parties;

    @Autowired
    private Rows rows;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private SecondNode second;

    @Test
    void signInWithAPushedRequestThenTokens() {
        var app = parties.confidential();
        var flow = app.push(Map.of());
        var tokens = app.redeem(app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD), flow);

        assertThat(tokens.status()).isEqualTo(200);
        assertThat(ThirdPartyApp.claims(tokens.text("id_token")).get("nonce").asString())
                .isEqualTo(flow.nonce());
    }

    @Test
    void pushThenCreatedWithAnAddressThatTellsNothing() {
        var app = parties.confidential();
        var flow = app.begin(Map.of());
        var answer =
                app.post("pushed_authorization_request_endpoint", app.parameters(flow, Map.of("state", "very-secret")));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("expires_in").asInt()).isEqualTo(60);
        assertThat(answer.text("request_uri")).matches("urn:ietf:params:oauth:request_uri:gh_ru_[A-Za-z0-9_-]{43}");
        assertThat(answer.response().headers().firstValue("Cache-Control").orElse(""))
                .contains("no-store");
    }

    @ParameterizedTest
    @CsvSource({
        "redirect_uri, https://evil.example.org/, invalid_request",
        "redirect_uri, '', invalid_request",
        "response_type, token, unsupported_response_type",
        "response_type, '', invalid_request",
        "scope, openid admin, invalid_scope",
        "code_challenge, '', invalid_request",
        "code_challenge, short, invalid_request",
        "code_challenge_method, plain, invalid_request",
        "prompt, none login, invalid_request",
        "max_age, -1, invalid_request",
        "claims, '{', invalid_request",
        "response_mode, fragment, invalid_request",
        "request_uri, urn:ietf:params:oauth:request_uri:x, invalid_request",
        "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
        "resource, not a uri, invalid_target",
        "client_id, other, invalid_request"
    })
    void pushWhenARuleIsBrokenThenItsError(String parameter, String value, String error) {
        var app = parties.confidential();
        var answer = app.post(
                "pushed_authorization_request_endpoint", app.parameters(app.begin(Map.of()), Map.of(parameter, value)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.text("error_description")).doesNotContain("OAuth 2.0 Parameter");
    }

    @Test
    void pushWhenClientIsNotAuthenticatedThenInvalidClientInJson() {
        var stranger = parties.app("confidential", "wrong", "openid");
        var answer = stranger.post(
                "pushed_authorization_request_endpoint", stranger.parameters(stranger.begin(Map.of()), Map.of()));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("invalid_client");
    }

    @Test
    void requestUriWhenUsedOrUnknownOrAnothersThenErrorPage() {
        var app = parties.confidential();
        var flow = app.push(Map.of());
        app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD);
        assertRefused(flow.address());
        assertRefused(app.withRequestUri("urn:ietf:params:oauth:request_uri:unknown"));
        assertRefused(app.withRequestUri("https://evil.example.org/request"));

        var taken = app.push(Map.of());
        assertRefused(URI.create(taken.address().toString().replace("client_id=confidential", "client_id=other")));
        // That somebody else tried does not spend it.
        assertThat(app.authorize(new HttpBrowser(), taken, Parties.ADA, Parties.ADA_PASSWORD))
                .isNotEmpty();
    }

    private static void assertRefused(URI address) {
        var page = new HttpBrowser().get(address);
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("request_uri");
    }

    @Test
    void requestUriWhenOpenedByOneBrowserThenNoOtherCanAndTheFirstHasTimeToSignIn() {
        var app = parties.confidential();
        var flow = app.push(Map.of());
        var browser = new HttpBrowser();
        var page = browser.followToPage(browser.get(flow.address()));

        assertRefused(flow.address());
        jdbc.sql("update pushed_request set expires_at = now() - interval '1 hour'")
                .update();
        var back = browser.followTo(
                browser.submit(page, Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD)),
                Parties.REDIRECT_URI);
        assertThat(ThirdPartyApp.queryOf(back)).containsKey("code").containsEntry("state", flow.state());
    }

    @Test
    void requestUriWhenManyWereBegunInTheBrowserThenTheOldestIsForgottenAlone() {
        var app = parties.confidential();
        var browser = new HttpBrowser();
        var flows = new ArrayList<ThirdPartyApp.Flow>();
        for (int tab = 0; tab < 9; tab++) {
            flows.add(app.push(Map.of()));
            browser.followToPage(browser.get(flows.getLast().address()));
        }

        assertThat(browser.get(flows.get(0).address()).statusCode()).isEqualTo(400);
        assertThat(app.authorize(browser, flows.get(1), Parties.ADA, Parties.ADA_PASSWORD))
                .isNotEmpty();
    }

    @Test
    void requestUriWhenExpiredThenRefused() {
        var flow = parties.confidential().push(Map.of());
        jdbc.sql("update pushed_request set expires_at = now() - interval '1 second'")
                .update();

        assertRefused(flow.address());
    }

    @Test
    void requestUriWhenOpenedOnTwoNodesAtOnceThenOneWins() throws Exception {
        var app = parties.confidential();
        for (int round = 0; round < 10; round++) {
            var here = app.push(Map.of()).address();
            var there = URI.create(here.toString().replace(parties.issuer(), second.base()));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Integer>> opening = IntStream.range(0, 12)
                        .<Callable<Integer>>mapToObj(index -> () -> new HttpBrowser()
                                .get(index % 2 == 0 ? here : there)
                                .statusCode())
                        .toList();
                var opened = 0;
                for (var each : threads.invokeAll(opening)) {
                    opened += each.get() == 400 ? 0 : 1;
                }
                assertThat(opened).isEqualTo(1);
            }
        }
    }

    @Test
    void authorizeWhenPushingIsRequiredThenNothingElseIsTaken() {
        var app = parties.app("pushes", Parties.SECRET, "openid");
        var answer = new HttpBrowser().get(app.begin(Map.of()).address());

        assertThat(ThirdPartyApp.queryOf(HttpBrowser.location(answer)))
                .containsEntry("error", "invalid_request")
                .containsEntry("iss", parties.issuer());
        var flow = app.push(Map.of());
        assertThat(app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD))
                .isNotEmpty();
    }

    @Test
    void pushedDemandsOnTheSignInAreKept() {
        var app = parties.confidential();
        var answer = new HttpBrowser().get(app.push(Map.of("prompt", "none")).address());

        assertThat(ThirdPartyApp.queryOf(HttpBrowser.location(answer))).containsEntry("error", "login_required");
    }

    @Test
    void requestUriIsStoredAsADigestOnly() {
        var flow = parties.confidential().push(Map.of());
        var value = ThirdPartyApp.queryOf(flow.address()).get("request_uri").replaceFirst(".*:", "");

        assertThat(rows.count("pushed_request where parameters::text like '%" + value + "%'"))
                .isZero();
        assertThat(rows.count("pushed_request where digest = sha256('" + value + "'::bytea)"))
                .isOne();
    }

    /** Rules that go by the path are not got round by another spelling of it. */
    @Test
    void authorizeWhenThePathIsSpeltOtherwiseThenRefused() {
        var app = parties.app("pushes", Parties.SECRET, "openid");
        for (var spelling : new String[] {"/oauth2/%61uthorize", "//oauth2/authorize", "/oauth2/./authorize"}) {
            var address = app.begin(Map.of()).address().toString().replace("/oauth2/authorize", spelling);
            var answer = new HttpBrowser().get(URI.create(address));
            assertThat(answer.statusCode()).as(spelling).isEqualTo(400);
        }
    }

    @Test
    void requestUriWhenConsentWasGivenThenSpent() {
        jdbc.sql("delete from consent").update();
        var app = parties.asking();
        var flow = app.push(Map.of());
        var browser = new HttpBrowser();
        app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD);

        assertThat(browser.get(flow.address()).statusCode()).isEqualTo(400);
    }

    @Test
    void requestWhenStateIsTooLongForAnAnswerThenInvalidRequest() {
        var app = parties.confidential();
        var answer = app.post(
                "pushed_authorization_request_endpoint",
                app.parameters(app.begin(Map.of()), Map.of("state", "/".repeat(2_000))));

        assertThat(answer.text("error")).isEqualTo("invalid_request");
        var address = URI.create(parties.issuer() + "/oauth2/authorize");
        assertThat(new HttpBrowser()
                        .post(address, "response_type=code&client_id=confidential&x=" + "a".repeat(20_000))
                        .statusCode())
                .isEqualTo(400);
        var tooLong =
                app.begin(Map.of("prompt", "none", "state", "/".repeat(2_000))).address();
        assertThat(new HttpBrowser().get(tooLong).statusCode()).isLessThan(500);
    }
}
