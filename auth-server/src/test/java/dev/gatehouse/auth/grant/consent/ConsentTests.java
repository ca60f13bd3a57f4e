package dev.gatehouse.auth.grant.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people did not allow, nobody is told (OpenID Connect Core, sections 3.1.2.4 and 5.5). */
@AuthServerTest
class ConsentTests {

    private static final String CLAIMS = "{\"userinfo\":{\"name\":null},\"id_token\":{\"name\":null}}";

    private final HttpBrowser browser = new HttpBrowser();

    @Autowired
    private Parties parties;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void forget() {
        jdbc.sql("delete from consent").update();
        parties.confidential()
                .authorize(browser, parties.confidential().begin(Map.of()), Parties.ADA, Parties.ADA_PASSWORD);
    }

    private static String name(ThirdPartyApp app, ThirdPartyApp.Answer tokens) {
        return app.userInfo(tokens.text("access_token")).json().path("name").asString("");
    }

    @Test
    void aScopeThatWasNotTickedDoesNotComeAsAClaimInstead() {
        var app = parties.asking();
        var flow = app.begin(Map.of("claims", CLAIMS));
        var page = browser.followToPage(browser.get(flow.address()));
        assertThat(page.uri().getPath()).isEqualTo("/consent");
        assertThat(page.body()).contains("You are signed in as Ada Lovelace.", "would like to do the following");
        var answer = browser.submit(page, Map.of("scope", "notes.read", "approve", "true"));
        var back = browser.followTo(answer, Parties.REDIRECT_URI);
        var tokens = app.redeem(ThirdPartyApp.queryOf(back).get("code"), flow);

        assertThat(tokens.text("scope").split(" ")).containsExactlyInAnyOrder("openid", "notes.read");
        assertThat(ThirdPartyApp.claims(tokens.text("id_token")).has("name")).isFalse();
        assertThat(name(app, tokens)).isEmpty();
        assertThat(browser.followToPage(browser.get(app.begin(Map.of()).address()))
                        .uri()
                        .getPath())
                .isEqualTo("/consent");
    }

    @Test
    void whatAClientAskedThatHasGoneMeanwhileIsNoRequestAnyMore() {
        var page = browser.followToPage(
                browser.get(parties.asking().begin(Map.of()).address()));
        enable(false);
        try {
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() ->
                            assertThat(browser.get(page.uri()).statusCode()).isEqualTo(400));
            assertThat(browser.submit(page, Map.of("approve", "true")).statusCode())
                    .isEqualTo(400);
        } finally {
            enable(true);
        }
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(browser.get(page.uri()).statusCode()).isEqualTo(200));
    }

    private void enable(boolean enabled) {
        jdbc.sql("update client set enabled = ? where client_id = 'asking'")
                .param(enabled)
                .update();
    }

    @Test
    void aClaimThatThePageTellsOfIsToldToWhoAsksForNoScope() {
        var app = parties.app("asking", Parties.SECRET, "openid");
        var flow = app.begin(Map.of("claims", CLAIMS));
        var page = browser.followToPage(browser.get(flow.address()));
        assertThat(page.body())
                .contains("it can also", "See your name")
                .doesNotContain("would like to do the following");
        var back = browser.followTo(browser.submit(page, Map.of("approve", "true")), Parties.REDIRECT_URI);
        var tokens = app.redeem(ThirdPartyApp.queryOf(back).get("code"), flow);

        assertThat(name(app, tokens)).isEqualTo("Ada Lovelace");
    }

    @Test
    void whatAClientMayNotAskForAsAScopeItIsNotToldAsAClaim() {
        var app = parties.publicApp();
        var flow = app.begin(Map.of("claims", CLAIMS));
        var tokens = app.redeem(app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow);

        assertThat(ThirdPartyApp.claims(tokens.text("id_token")).has("name")).isFalse();
        assertThat(name(app, tokens)).isEmpty();
    }

    @Test
    void peopleSeeWhomTheyHaveLetInAndEndIt() {
        var app = parties.asking();
        var flow = app.begin(Map.of());
        var tokens = app.redeem(app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow);
        var waiting = app.begin(Map.of());
        var code = app.authorize(browser, waiting, Parties.ADA, Parties.ADA_PASSWORD);
        var page = browser.get(URI.create(parties.issuer() + "/applications"));
        assertThat(page.body()).contains("The Asking App", "Read your notes", "See your name");

        var client = jdbc.sql("select id from client where client_id = 'asking'")
                .query(UUID.class)
                .single();
        var after = browser.followToPage(browser.submit(page, Map.of("client", client.toString())));
        assertThat(after.body()).contains("Its access has ended").doesNotContain("The Asking App");
        assertThat(app.refresh(tokens.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
        assertThat(app.redeem(code, waiting).text("error")).isEqualTo("invalid_grant");
        assertThat(browser.followToPage(browser.get(app.begin(Map.of()).address()))
                        .uri()
                        .getPath())
                .isEqualTo("/consent");
    }
}
