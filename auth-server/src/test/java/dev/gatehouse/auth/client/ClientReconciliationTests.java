package dev.gatehouse.auth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.testsupport.HttpBrowser;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a start with another configuration does to what people have granted to declared clients. */
@AuthServerTest
class ClientReconciliationTests {

    @Autowired
    private ClientReconciliation reconciliation;

    @Autowired
    private Parties parties;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void grantsGoOnWhenTheClientOnlyLooksDifferent() {
        var app = parties.confidential();
        var token = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("refresh_token");
        var flow = app.begin(Map.of());
        var code = app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD);
        jdbc.sql("update client set name = 'Another name' where client_id = 'confidential'")
                .update();

        reconciliation.afterSingletonsInstantiated();

        assertThat(app.refresh(token).status()).isEqualTo(200);
        assertThat(app.redeem(code, flow).status()).isEqualTo(200);
    }

    /** OpenID Connect Core, section 12.2: a refresh tells of nobody by another subject. */
    @Test
    void grantsEndWhenTheClientIsOfAnotherSector() {
        var app = parties.app("pairwise", Parties.SECRET, "openid");
        var token = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("refresh_token");
        jdbc.sql("update client set settings = jsonb_set(settings, '{openId,sector}', '\"old.example.org\"')"
                        + " where client_id = 'pairwise'")
                .update();

        reconciliation.afterSingletonsInstantiated();

        assertThat(app.refresh(token).text("error")).isEqualTo("invalid_grant");
    }
}
