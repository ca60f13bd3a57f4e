package dev.gatehouse.auth.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import dev.gatehouse.auth.SecondNode;
import dev.gatehouse.auth.client.SecretRotation;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What two nodes of one system do at the same moment. */
@AuthServerTest
@Import(SecondNode.class)
class TwoNodesTests {

    private static final int ROUNDS = 40;
    private static final int THREADS = 20;

    @Autowired
    private Parties parties;

    @Autowired
    private Rows rows;

    @Autowired
    private SecondNode second;

    @Autowired
    private KillSwitch killSwitch;

    @Autowired
    private SecretRotation rotation;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void refreshWhenManyRaceOnTwoNodesThenOneLineAndNobodyIsRefused() throws Exception {
        var app = parties.publicApp();
        var browser = new HttpBrowser();
        for (int round = 0; round < ROUNDS; round++) {
            var token = signIn(app, browser).text("refresh_token");
            var answers = race(app, node -> node.refresh(token));

            assertThat(answers).allMatch(answer -> answer.status() == 200);
            var successors = answers.stream().map(each -> each.text("refresh_token"));
            assertThat(successors.distinct()).hasSize(1);
            assertThat(app.refresh(answers.getLast().text("refresh_token")).status())
                    .isEqualTo(200);
        }
        assertThat(rows.count("(select grant_id from refresh_token where spent_at is null"
                        + " group by grant_id having count(*) > 1) forked"))
                .isZero();
    }

    @Test
    void redeemWhenManyRaceOnTwoNodesThenAtMostOneWins() throws Exception {
        var app = parties.confidential();
        var browser = new HttpBrowser();
        for (int round = 0; round < ROUNDS; round++) {
            var flow = app.begin(Map.of());
            var code = app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD);
            var answers = race(app, node -> node.redeem(code, flow));

            assertThat(answers).filteredOn(each -> each.status() == 200).hasSizeLessThanOrEqualTo(1);
            assertThat(answers)
                    .filteredOn(each -> each.status() != 200)
                    .allMatch(each -> each.text("error").equals("invalid_grant"));
        }
        assertThat(rows.count("(select digest from authorization_code join authorization_grant on grant_id = id"
                        + " group by digest having count(*) > 1) doubled"))
                .isZero();
    }

    @Test
    void replayWhenManyRaceOnTwoNodesThenOneAlarm() throws Exception {
        var app = parties.confidential();
        var first = signIn(app, new HttpBrowser()).text("refresh_token");
        var current = app.refresh(app.refresh(first).text("refresh_token"));
        var before = rows.count("security_event where type = 'refresh_token_replayed'");
        var answers = race(app, node -> node.refresh(first));

        assertThat(answers).allMatch(each -> each.text("error").equals("invalid_grant"));
        assertThat(app.refresh(current.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
        assertThat(rows.count("security_event where type = 'refresh_token_replayed'"))
                .isEqualTo(before + 1);
    }

    /** Revocation, sign-out of everything, refresh and clean-up at once: each family ends, nothing fails. */
    @Test
    void everythingAtOnceThenNoFailureAndNothingLivesOn() throws Exception {
        var app = parties.publicApp();
        var browser = new HttpBrowser();
        var tokens = new ArrayList<String>();
        for (int sign = 0; sign < 15; sign++) {
            tokens.add(signIn(app, browser).text("refresh_token"));
        }
        var ada = accountId();
        var other = second.part(KillSwitch.class);
        var statuses = new ArrayList<Integer>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var requests = tokens.stream()
                    .flatMap(token -> IntStream.range(0, 6)
                            .mapToObj(turn -> pool.submit(() -> turn % 3 == 2
                                    ? node(app, turn).post("revocation_endpoint", Map.of("token", token))
                                    : node(app, turn).refresh(token))))
                    .toList();
            var ends = List.of(
                    pool.submit(() -> killSwitch.endAccount(ada, "test")),
                    pool.submit(() -> other.endAccount(ada, "test")),
                    pool.submit(() -> other.endClient(clientRow("public"), "test")));
            for (var each : requests) {
                statuses.add(each.get().status());
            }
            for (var each : ends) {
                each.get();
            }
        }

        assertThat(statuses).allMatch(status -> status == 200 || status == 400);
        assertThat(rows.count("authorization_grant g join client c on c.id = g.client_id"
                        + " where c.client_id = 'public' and revoked_at is null"))
                .isZero();
        assertThat(
                        rows.count(
                                "authorization_grant g where revoked_at is not null and not exists ("
                                        + "select from revoked_status r where r.list_id = g.status_list_id and r.index = g.status_index)"))
                .isZero();
    }

    @Test
    void secretWhenReplacedOnOneNodeThenTheOtherKnowsWithinSeconds() {
        var machine = clientRow("machine");
        assertThat(node(parties.machine(), 1).clientCredentials().status()).isEqualTo(200);
        var secret = rotation.rotate(machine, Duration.ofMinutes(1));
        assertThat(secret).startsWith("gh_cs_");
        await().atMost(Duration.ofSeconds(3))
                .until(() -> node(parties.app("machine", secret, "notes.read"), 1)
                                .clientCredentials()
                                .status()
                        == 200);
        assertThat(node(parties.machine(), 0).clientCredentials().status()).isEqualTo(200);
        assertThat(node(parties.machine(), 1).clientCredentials().status()).isEqualTo(200);

        var third = rotation.rotate(machine, Duration.ZERO);
        await().atMost(Duration.ofSeconds(3))
                .until(() -> node(parties.machine(), 1).clientCredentials().status() == 401);
        assertThat(node(parties.app("machine", secret, "notes.read"), 0)
                        .clientCredentials()
                        .status())
                .isEqualTo(401);
        assertThat(node(parties.app("machine", third, "notes.read"), 0)
                        .clientCredentials()
                        .status())
                .isEqualTo(200);
        jdbc.sql("delete from client_secret where client_id = ?").param(machine).update();
        jdbc.sql("""
                        insert into client_secret (id, client_id, encoded, created_at)
                        select gen_random_uuid(), ?, s.encoded, now() from client_secret s
                        join client c on c.id = s.client_id where c.client_id = 'confidential'""").param(machine).update();
    }

    private UUID accountId() {
        return jdbc.sql("select id from account where username = 'ada'")
                .query(UUID.class)
                .single();
    }

    private UUID clientRow(String clientId) {
        return jdbc.sql("select id from client where client_id = ?")
                .param(clientId)
                .query(UUID.class)
                .single();
    }

    private ThirdPartyApp node(ThirdPartyApp app, int turn) {
        return turn % 2 == 0 ? app : app.through(second.base());
    }

    private static ThirdPartyApp.Answer signIn(ThirdPartyApp app, HttpBrowser browser) {
        var flow = app.begin(Map.of());
        return app.redeem(app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow);
    }

    private List<ThirdPartyApp.Answer> race(ThirdPartyApp app, Function<ThirdPartyApp, ThirdPartyApp.Answer> request)
            throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var started = IntStream.range(0, THREADS)
                    .mapToObj(turn -> pool.submit(() -> request.apply(node(app, turn))))
                    .toList();
            var answers = new ArrayList<ThirdPartyApp.Answer>();
            for (var each : started) {
                answers.add(each.get());
            }
            return answers;
        }
    }
}
