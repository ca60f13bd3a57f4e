package dev.gatehouse.auth.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@AuthServerTest
class ExpiredRowsTests {

    @Autowired
    private ExpiredRows expired;

    @Autowired
    private Parties parties;

    @Autowired
    private Rows rows;

    @Test
    void removeWhenGrantsLiveThenTheirSpentTokensStay() {
        rows.pass(Duration.ofDays(31));
        expired.remove();
        var app = parties.publicApp();
        app.refresh(app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("refresh_token"));
        rows.pass(Duration.ofDays(13));
        expired.remove();

        assertThat(rows.count("authorization_grant")).isEqualTo(1);
        assertThat(rows.count("refresh_token where spent_at is not null")).isEqualTo(1);
        assertThat(rows.count("authorization_code")).isZero();

        rows.pass(Duration.ofDays(18));
        expired.remove();
        assertThat(rows.count("authorization_grant")).isZero();
        assertThat(rows.count("refresh_token")).isZero();
    }
}
