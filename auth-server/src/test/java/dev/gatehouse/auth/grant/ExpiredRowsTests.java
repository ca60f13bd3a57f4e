package dev.gatehouse.auth.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@AuthServerTest
class ExpiredRowsTests {

    @Autowired
    private ExpiredRows expired;

    @Autowired
    private Parties parties;

    @Autowired
    private Rows rows;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void removeWhatRegisteredItselfAndIsNotUsed() {
        register("self-idle", "authorization_code", Duration.ofHours(25), true);
        register("self-new", "authorization_code", Duration.ofHours(23), true);
        register("self-machine", "client_credentials", Duration.ofHours(25), true);
        register("self-removed", "client_credentials", Duration.ofHours(25), false);

        expired.remove();

        assertThat(jdbc.sql("select client_id from client where source = 'registration'")
                        .query(String.class)
                        .list())
                .contains("self-new", "self-machine")
                .doesNotContain("self-idle", "self-removed");
        jdbc.sql("delete from client where client_id in ('self-new', 'self-machine')")
                .update();
    }

    private void register(String clientId, String grantType, Duration ago, boolean enabled) {
        jdbc.sql("""
                        insert into client (id, client_id, name, source, settings, enabled, created_at, updated_at)
                        select ?, ?, ?, 'registration', jsonb_build_object('grantTypes', jsonb_build_array(?)), ?, at, at
                        from (select now() - ? * interval '1 second' as at) a""")
                .params(UUID.randomUUID(), clientId, clientId, grantType, enabled, ago.toSeconds())
                .update();
    }

    @Test
    void removeWhenGrantsLiveThenTheirFamiliesStay() {
        rows.pass(Duration.ofDays(31));
        expired.remove();
        var app = parties.publicApp();
        app.refresh(app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("refresh_token"));
        rows.pass(Duration.ofDays(15));
        expired.remove();

        assertThat(rows.count("authorization_grant")).isEqualTo(1);
        assertThat(rows.count("refresh_token where expires_at < now()")).isEqualTo(1);
        assertThat(rows.count("authorization_code")).isZero();

        rows.pass(Duration.ofDays(16));
        expired.remove();
        assertThat(rows.count("authorization_grant")).isZero();
        assertThat(rows.count("refresh_token")).isZero();
    }
}
