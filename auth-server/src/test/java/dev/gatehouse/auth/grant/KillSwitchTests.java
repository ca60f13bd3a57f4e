package dev.gatehouse.auth.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.PublishedStatus;
import dev.gatehouse.auth.Rows;
import dev.gatehouse.auth.grant.code.AuthorizationCodes;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Everything of an account, or of a client, ends in one call. */
@AuthServerTest
class KillSwitchTests {

    @Autowired
    private Parties parties;

    @Autowired
    private KillSwitch killSwitch;

    @Autowired
    private Grants grants;

    @Autowired
    private AuthorizationCodes codes;

    @Autowired
    private Rows rows;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Test
    void endAccountEndsSessionsCodesGrantsAndTokens() {
        var app = parties.confidential();
        var browser = new HttpBrowser();
        var flow = app.begin(Map.of());
        var tokens = app.redeem(app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow);
        var unfinished = app.begin(Map.of());
        var code = app.authorize(browser, unfinished, Parties.ADA, Parties.ADA_PASSWORD);
        var ofGrace = parties.publicApp().signIn("grace", "nanoseconds-in-my-hand");

        killSwitch.endAccount(account("ada"), "taken over");

        assertThat(HttpBrowser.location(browser.get(app.begin(Map.of()).address()))
                        .getPath())
                .isEqualTo("/login");
        assertThat(app.redeem(code, unfinished).text("error")).isEqualTo("invalid_grant");
        assertThat(app.refresh(tokens.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
        assertEnded(app, tokens.text("access_token"));
        assertThat(grants.ofAccount(account("ada"), null, 10)).isEmpty();
        assertThat(rows.count("security_event where type = 'account_ended' and account_id = '" + account("ada") + "'"))
                .isPositive();

        assertThat(parties.publicApp().refresh(ofGrace.text("refresh_token")).status())
                .isEqualTo(200);
        assertThat(app.signIn(Parties.ADA, Parties.ADA_PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void endClientEndsItsGrantsAndItsOwnTokensAndNothingElse() {
        var tokens = parties.other().signIn(Parties.ADA, Parties.ADA_PASSWORD);
        var kept = parties.confidential().signIn(Parties.ADA, Parties.ADA_PASSWORD);
        killSwitch.endClient(client("other"), "secret leaked");

        assertThat(parties.other().refresh(tokens.text("refresh_token")).text("error"))
                .isEqualTo("invalid_grant");
        assertEnded(parties.other(), tokens.text("access_token"));
        assertThat(parties.confidential().refresh(kept.text("refresh_token")).status())
                .isEqualTo(200);
    }

    @Test
    void endClientEndsTokensThatItGotForItselfAndNewOnesAreGood() {
        var app = parties.machine();
        var token = app.clientCredentials().text("access_token");
        var ofOther = parties.app("guard", Parties.SECRET, "")
                .token(Map.of("grant_type", "client_credentials"))
                .text("access_token");
        killSwitch.endClient(client("machine"), "secret leaked");

        assertEnded(app, token);
        await().atMost(Duration.ofSeconds(6))
                .untilAsserted(
                        () -> assertThat(introspect(app, app.clientCredentials().text("access_token")))
                                .isTrue());
        assertThat(PublishedStatus.isRevoked(ofOther)).isFalse();
    }

    @Test
    void grantsAreListedByAccountAndByClientAPageAtATime() {
        var app = parties.asking();
        var browser = new HttpBrowser();
        for (int grant = 0; grant < 3; grant++) {
            var flow = app.begin(Map.of());
            app.redeem(app.authorize(browser, flow, "grace", "nanoseconds-in-my-hand"), flow);
        }
        var first = grants.ofClient(client("asking"), null, 2);
        var rest = grants.ofClient(client("asking"), first.getLast().id(), 2);

        assertThat(first).hasSize(2);
        assertThat(rest).isNotEmpty().doesNotContainAnyElementsOf(first);
        assertThat(first.getFirst().createdAt())
                .isAfterOrEqualTo(rest.getFirst().createdAt());
        assertThat(grants.ofAccount(account("grace"), null, 100)).containsAll(first);
        assertThat(grants.find(first.getFirst().id()))
                .hasValueSatisfying(grant -> assertThat(grant.scopes()).contains("notes.read"));

        grants.revoke(first.getFirst().id(), "by the person");
        assertThat(grants.ofAccount(account("grace"), null, 100)).doesNotContain(first.getFirst());
    }

    /** A request that was under way when the session ended makes no code of it. */
    @Test
    void codeWhenTheSessionEndedMeanwhileThenNotStored() {
        var request = new AuthorizationRequest(
                parties.issuer(), "confidential", Parties.REDIRECT_URI, null, Set.of("openid"), Map.of());
        var stored = codes.issue(
                "gh_ac_x",
                UUID.randomUUID().toString(),
                UUID.randomUUID(),
                client("confidential"),
                account("ada"),
                request,
                Set.of("openid"),
                new SignIn(List.of(), null),
                Duration.ofMinutes(1));

        assertThat(stored).isFalse();
    }

    /** The answer to a device that is under way is either seen, or comes too late. */
    @Test
    void endAccountWhenADeviceIsBeingLetInThenItGetsNothing() throws Exception {
        var device = parties.app("television", null, "openid notes.read");
        var begun = device.post("device_authorization_endpoint", Map.of("scope", "openid notes.read"));
        var browser = new HttpBrowser();
        var page = browser.followToPage(browser.get(URI.create(begun.text("verification_uri"))));
        page = browser.followToPage(
                browser.submit(page, Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD)));
        var question = browser.submit(page, Map.of("user_code", begun.text("user_code")));
        var ada = account("ada");
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var both = new ArrayList<Future<?>>();
            transaction.executeWithoutResult(_ -> {
                jdbc.sql("select 1 from device_code where decided_at is null for update")
                        .query(Integer.class)
                        .list();
                both.add(pool.submit(() -> browser.submit(question, Map.of("answer", "allow"))));
                await().until(() -> locks() > 0);
                both.add(pool.submit(() -> killSwitch.endAccount(ada, "stolen")));
                // The switch waits for the answer, or has been thrown and left it nothing to be part of.
                await().until(() -> locks() > 1 || both.getLast().isDone());
            });
            for (var each : both) {
                each.get();
            }
        }
        jdbc.sql("update device_code set polled_at = polled_at - interval '1 hour'")
                .update();

        var tokens = device.token(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                begun.text("device_code")));
        assertThat(tokens.status()).as(tokens.json().toString()).isEqualTo(400);
    }

    private int locks() {
        return jdbc.sql("""
                        select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock'""").query(Integer.class).single();
    }

    @Test
    void endClientWhenATokenWasTradedThenItBuysNoOther() throws Exception {
        var service = parties.app("service", Parties.SECRET, "notes.read");
        var subject = parties.confidential().signIn(Parties.ADA, Parties.ADA_PASSWORD);
        var traded = exchange(service, subject.text("access_token"));
        assertThat(traded.status()).isEqualTo(200);

        killSwitch.endClient(client("service"), "secret leaked");

        // The end is told in whole seconds, as tokens are.
        Thread.sleep(1_100);
        assertThat(exchange(service, traded.text("access_token")).text("error")).isEqualTo("invalid_request");
        assertThat(exchange(service, subject.text("access_token")).status()).isEqualTo(200);
    }

    private static ThirdPartyApp.Answer exchange(ThirdPartyApp service, String token) {
        return service.token(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
                token,
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token"));
    }

    private static void assertEnded(ThirdPartyApp app, String accessToken) {
        assertThat(introspect(app, accessToken)).isFalse();
        await().atMost(Duration.ofSeconds(2)).until(() -> PublishedStatus.isRevoked(accessToken));
    }

    private static boolean introspect(ThirdPartyApp app, String token) {
        return app.post("introspection_endpoint", Map.of("token", token))
                .json()
                .get("active")
                .asBoolean();
    }

    private UUID account(String username) {
        return jdbc.sql("select id from account where username = ?")
                .param(username)
                .query(UUID.class)
                .single();
    }

    private UUID client(String clientId) {
        return jdbc.sql("select id from client where client_id = ?")
                .param(clientId)
                .query(UUID.class)
                .single();
    }
}
