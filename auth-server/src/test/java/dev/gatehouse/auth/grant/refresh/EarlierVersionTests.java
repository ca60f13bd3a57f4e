package dev.gatehouse.auth.grant.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.testsupport.ThirdPartyApp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A node of the version before V17 works on the same database: it finds current tokens by their digests, and keeps a row
 * for each that it spends.
 */
@AuthServerTest
class EarlierVersionTests {

    @Autowired
    private Parties parties;

    @Autowired
    private JdbcClient jdbc;

    private ThirdPartyApp app;
    private String first;

    @BeforeEach
    void signIn() {
        app = parties.publicApp();
        first = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("refresh_token");
    }

    @Test
    void refreshWhenEarlierVersionSpentTheTokenThenSameSuccessorAgain() {
        var second = spendAsBefore(first);
        assertThat(refreshed(first)).isEqualTo(second);

        var fourth = spendAsBefore(refreshed(second));
        assertThat(refreshed(fourth)).isNotNull();
    }

    @Test
    void refreshWhenEarlierVersionSpentNewTokenThenSameSuccessorAgain() {
        var second = refreshed(first);
        var third = spendAsBefore(second);

        assertThat(refreshed(second)).isEqualTo(third);
        assertThat(refreshed(third)).isNotNull();
    }

    @Test
    void replayOfTokenSpentByEarlierVersionThenTheFamilyEnds() {
        var third = refreshed(spendAsBefore(first));

        assertThat(app.refresh(first).text("error")).isEqualTo("invalid_grant");
        assertThat(app.refresh(third).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void replayOfTokenWhoseSuccessorWasSpentByEarlierVersionThenTheFamilyEnds() {
        var third = spendAsBefore(refreshed(first));

        assertThat(app.refresh(first).text("error")).isEqualTo("invalid_grant");
        assertThat(app.refresh(third).text("error")).isEqualTo("invalid_grant");
    }

    private String refreshed(String token) {
        return app.refresh(token).text("refresh_token");
    }

    private String spendAsBefore(String token) {
        var spent = new OpaqueToken(token);
        var successor = OpaqueToken.Kind.REFRESH_TOKEN.generate();
        var stored = jdbc.sql("""
                        with spent as (
                            update refresh_token set spent_at = now(), successor = :successor, sealed_successor = :sealed
                            where digest = :presented and spent_at is null
                            returning grant_id, expires_at
                        )
                        insert into refresh_token (digest, grant_id, issued_at, expires_at)
                        select :successor, grant_id, now(), expires_at from spent""")
                .param("presented", spent.digest())
                .param("successor", successor.digest())
                .param("sealed", SuccessorSeal.seal(successor, spent))
                .update();
        assertThat(stored).isEqualTo(1);
        return successor.value();
    }
}
