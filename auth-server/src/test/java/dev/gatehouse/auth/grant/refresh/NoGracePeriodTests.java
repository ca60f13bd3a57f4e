package dev.gatehouse.auth.grant.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** A grace period of zero: whoever comes twice is a thief, however soon. */
@AuthServerTest
@TestPropertySource(properties = "gatehouse.token.refresh-grace-period=0s")
class NoGracePeriodTests {

    @Autowired
    private Parties parties;

    @Test
    void refreshWhenRepeatedAtOnceThenTheFamilyEnds() {
        var app = parties.publicApp();
        var first = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("refresh_token");
        var second = app.refresh(first);

        assertThat(app.refresh(first).text("error")).isEqualTo("invalid_grant");
        assertThat(app.refresh(second.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
    }
}
