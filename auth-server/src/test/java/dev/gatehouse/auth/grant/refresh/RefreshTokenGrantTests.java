package dev.gatehouse.auth.grant.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

/** RFC 6749, section 6; RFC 9700, section 4.14.2; the table in docs/concepts.md. */
@AuthServerTest
@Import(RefreshTokenGrantTests.Heard.class)
class RefreshTokenGrantTests {

    @Autowired
    private Parties parties;

    @Autowired
    private Rows rows;

    @Autowired
    private Heard heard;

    @Autowired
    private JdbcClient jdbc;

    @TestConfiguration(proxyBeanMethods = false)
    static class Heard {

        private final List<AuditEvent> events = new CopyOnWriteArrayList<>();

        @EventListener
        void on(AuditEvent event) {
            events.add(event);
        }

        <T extends AuditEvent> long count(Class<T> type) {
            return events.stream().filter(type::isInstance).count();
        }
    }

    @Test
    void refreshGivesNewTokensAndSuccessor() {
        for (var app : List.of(parties.confidential(), parties.publicApp())) {
            var first = signIn(app);
            var second = app.refresh(first.text("refresh_token"));

            assertThat(second.status()).isEqualTo(200);
            assertThat(second.text("refresh_token")).startsWith("gh_rt_").isNotEqualTo(first.text("refresh_token"));
            assertThat(second.text("access_token")).isNotEqualTo(first.text("access_token"));
            assertThat(second.json().get("refresh_token_expires_in").asLong()).isPositive();
            assertThat(second.json().get("authorization_expires_in").asLong())
                    .isLessThanOrEqualTo(
                            first.json().get("authorization_expires_in").asLong());
            var before = ThirdPartyApp.claims(first.text("id_token"));
            var after = ThirdPartyApp.claims(second.text("id_token"));
            for (var unchanged : List.of("sub", "aud", "iss", "auth_time", "sid")) {
                assertThat(after.get(unchanged)).isEqualTo(before.get(unchanged));
            }
        }
    }

    @Test
    void refreshWhenAnswerWasLostThenSameSuccessorAgain() {
        var app = parties.publicApp();
        var first = signIn(app).text("refresh_token");
        var answer = app.refresh(first);
        var again = app.refresh(first);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("refresh_token")).isEqualTo(answer.text("refresh_token"));
        assertThat(app.refresh(again.text("refresh_token")).status()).isEqualTo(200);
    }

    @Test
    void refreshWhenSuccessorWasUsedThenReplayEndsTheFamily() {
        var app = parties.confidential();
        var first = signIn(app).text("refresh_token");
        var second = app.refresh(first).text("refresh_token");
        var third = app.refresh(second);

        assertReplayEndsFamily(app, first, third);
    }

    @Test
    void refreshWhenGraceIsOverThenReplayEndsTheFamily() {
        var app = parties.publicApp();
        var first = signIn(app).text("refresh_token");
        var second = app.refresh(first);
        rows.pass(Duration.ofSeconds(11));

        assertReplayEndsFamily(app, first, second);
    }

    private void assertReplayEndsFamily(ThirdPartyApp app, String replayed, ThirdPartyApp.Answer current) {
        var before = heard.count(AuditEvent.RefreshTokenReplayed.class);
        assertThat(app.refresh(replayed).text("error")).isEqualTo("invalid_grant");
        assertThat(heard.count(AuditEvent.RefreshTokenReplayed.class)).isEqualTo(before + 1);
        assertThat(app.refresh(current.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
        assertThat(app.userInfo(current.text("access_token")).status()).isEqualTo(401);
    }

    @Test
    void refreshWhenReplayComesFromStrangerThenTheFamilyLives() {
        var app = parties.confidential();
        var first = signIn(app).text("refresh_token");
        var second = app.refresh(first).text("refresh_token");
        rows.pass(Duration.ofSeconds(11));

        assertThat(parties.other().refresh(first).text("error")).isEqualTo("invalid_grant");
        assertThat(parties.app("confidential", "wrong", "").refresh(first).text("error"))
                .isEqualTo("invalid_client");
        assertThat(app.refresh(second).status()).isEqualTo(200);
    }

    @Test
    void refreshWhenUnusedForTooLongThenInvalidGrantAndNoAlarm() {
        var app = parties.publicApp();
        var first = signIn(app).text("refresh_token");
        var before = heard.count(AuditEvent.RefreshTokenReplayed.class);
        rows.pass(Duration.ofDays(14).plusSeconds(1));

        assertThat(app.refresh(first).text("error")).isEqualTo("invalid_grant");
        assertThat(heard.count(AuditEvent.RefreshTokenReplayed.class)).isEqualTo(before);
    }

    @Test
    void refreshWhenGrantHasReachedItsEndThenInvalidGrantHoweverOftenUsed() {
        var app = parties.publicApp();
        var token = signIn(app).text("refresh_token");
        for (int week = 0; week < 4; week++) {
            rows.pass(Duration.ofDays(7));
            token = app.refresh(token).text("refresh_token");
        }
        rows.pass(Duration.ofDays(3));

        assertThat(app.refresh(token).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void refreshWhenScopeIsNarrowedThenTheGrantIsNot() {
        var app = parties.confidential();
        var first = signIn(app).text("refresh_token");
        var narrow = refresh(app, first, "notes.read");
        assertThat(ThirdPartyApp.claims(narrow.text("access_token"))
                        .get("scope")
                        .asString())
                .isEqualTo("notes.read");

        var whole = app.refresh(narrow.text("refresh_token"));
        assertThat(ThirdPartyApp.claims(whole.text("access_token"))
                        .get("scope")
                        .asString()
                        .split(" "))
                .containsExactlyInAnyOrder("openid", "profile", "email", "notes.read");
    }

    @Test
    void refreshWhenScopeIsWidenedThenInvalidScopeAndTokenLives() {
        var app = parties.publicApp();
        var first = signIn(app).text("refresh_token");

        assertThat(refresh(app, first, "openid notes.write").text("error")).isEqualTo("invalid_scope");
        assertThat(app.refresh(first).status()).isEqualTo(200);
    }

    @Test
    void refreshWhenClientKeepsItsTokenThenTheTokenLivesOnAndDiesUnused() {
        var app = parties.app("keeping", Parties.SECRET, "openid notes.read");
        var token = signIn(app).text("refresh_token");
        rows.pass(Duration.ofDays(10));
        assertThat(app.refresh(token).text("refresh_token")).isEqualTo(token);
        rows.pass(Duration.ofDays(10));
        assertThat(app.refresh(token).text("refresh_token")).isEqualTo(token);
        rows.pass(Duration.ofDays(11));
        assertThat(app.refresh(token).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void refreshWhenTwentyRaceThenOneLine() throws Exception {
        var app = parties.publicApp();
        for (int round = 0; round < 15; round++) {
            var token = signIn(app).text("refresh_token");
            var answers = race(app, token);

            assertThat(answers).allMatch(answer -> answer.status() == 200);
            assertThat(answers.stream()
                            .map(answer -> answer.text("refresh_token"))
                            .collect(Collectors.toSet()))
                    .hasSize(1);
            assertThat(app.refresh(answers.getFirst().text("refresh_token")).status())
                    .isEqualTo(200);
        }
        assertThat(
                        rows.count(
                                "(select grant_id from refresh_token where spent_at is null group by 1 having count(*) > 1) forked"))
                .isZero();
    }

    @Test
    void refreshWhenNonsenseThenInvalidGrant() {
        for (var nonsense : List.of("x", "gh_rt_", "gh_rt_" + "A".repeat(43), "gh_rt_" + "A".repeat(5000), "é")) {
            assertThat(parties.publicApp().refresh(nonsense).text("error")).isEqualTo("invalid_grant");
        }
        assertThat(parties.publicApp().refresh("gh_rt_\0").text("error")).isEqualTo("invalid_request");
    }

    @Test
    void refreshWhenMadeOftenThenOneRowKnowsAllSpentTokens() {
        for (int spent = 0; spent < 4; spent++) {
            var app = parties.publicApp();
            var token = signIn(app).text("refresh_token");
            var line = new ArrayList<>(List.of(token));
            for (int refresh = 0; refresh < 5; refresh++) {
                token = app.refresh(token).text("refresh_token");
                line.add(token);
            }
            assertThat(rowsOf(token)).isEqualTo(1);
            assertThat(app.refresh(line.get(spent)).text("error")).isEqualTo("invalid_grant");
            assertThat(app.refresh(token).text("error")).isEqualTo("invalid_grant");
        }
    }

    @Test
    void refreshWhenTokenIsAlteredThenInvalidGrantAndTheFamilyLives() {
        var app = parties.confidential();
        var token = app.refresh(app.refresh(signIn(app).text("refresh_token")).text("refresh_token"))
                .text("refresh_token");
        for (int place = 0; place < token.length(); place++) {
            var altered = new StringBuilder(token);
            altered.setCharAt(place, token.charAt(place) == 'A' ? 'B' : 'A');
            assertThat(app.refresh(altered.toString()).text("error")).isEqualTo("invalid_grant");
        }
        for (var cut : List.of(token.substring(0, 64), token.substring(1), token + "A", token + token)) {
            assertThat(app.refresh(cut).text("error")).isEqualTo("invalid_grant");
        }
        assertThat(app.refresh(token).status()).isEqualTo(200);
    }

    @Test
    void refreshWhenDatabaseWasRestoredThenLaterTokensAreUnknownAndNoAlarm() {
        var app = parties.publicApp();
        var kept = app.refresh(signIn(app).text("refresh_token")).text("refresh_token");
        var lost = app.refresh(app.refresh(kept).text("refresh_token")).text("refresh_token");
        var before = heard.count(AuditEvent.RefreshTokenReplayed.class);
        restoreTo(RefreshToken.read(kept).orElseThrow());

        assertThat(app.refresh(lost).text("error")).isEqualTo("invalid_grant");
        assertThat(heard.count(AuditEvent.RefreshTokenReplayed.class)).isEqualTo(before);
        assertThat(app.refresh(kept).status()).isEqualTo(200);
    }

    private long rowsOf(String token) {
        return jdbc.sql("""
                        select count(*) from refresh_token where grant_id =
                            (select grant_id from refresh_token where digest = ?)""").param(OpaqueToken.digest(token)).query(Long.class).single();
    }

    private void restoreTo(RefreshToken token) {
        jdbc.sql("update refresh_token set digest = ?, generation = ? where family = ?")
                .params(
                        token.token().digest(),
                        token.generation(),
                        token.first().digest())
                .update();
    }

    private static ThirdPartyApp.Answer signIn(ThirdPartyApp app) {
        return app.signIn(Parties.ADA, Parties.ADA_PASSWORD);
    }

    private static ThirdPartyApp.Answer refresh(ThirdPartyApp app, String token, String scope) {
        return app.token(Map.of("grant_type", "refresh_token", "refresh_token", token, "scope", scope));
    }

    private static List<ThirdPartyApp.Answer> race(ThirdPartyApp app, String token) throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var started = IntStream.range(0, 20)
                    .mapToObj(_ -> pool.submit(() -> app.refresh(token)))
                    .toList();
            var answers = new ArrayList<ThirdPartyApp.Answer>();
            for (Future<ThirdPartyApp.Answer> each : started) {
                answers.add(each.get());
            }
            return answers;
        }
    }
}
