package dev.gatehouse.auth.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.SqlCount;
import dev.gatehouse.platform.database.DatabaseNews;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/**
 * What each request costs in the database, by statement. Where there is no explicit commit, each statement is a
 * transaction of its own.
 */
@AuthServerTest
@Import(SqlCount.class)
class CostTests {

    @Autowired
    private Parties parties;

    @Autowired
    private SqlCount sql;

    @Autowired
    private DatabaseNews news;

    /** A node that begins to hear of changes forgets what it knew before. */
    @BeforeEach
    void clientsAreRemembered() throws InterruptedException {
        while (!news.isHearing()) {
            Thread.sleep(Duration.ofMillis(50));
        }
        parties.machine().clientCredentials();
        parties.confidential().refresh("gh_rt_unknown");
    }

    @Test
    void clientCredentialsCostNothing() {
        sql.taken();
        for (int request = 0; request < 40; request++) {
            assertThat(parties.machine().clientCredentials().status()).isEqualTo(200);
        }

        assertThat(sql.taken()).isEmpty();
    }

    @Test
    void redemptionIsOneWrite() {
        var app = parties.confidential();
        var browser = new HttpBrowser();
        redeem(browser);
        var flow = app.begin(Map.of());
        var code = app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD);
        sql.taken();
        assertThat(app.redeem(code, flow).status()).isEqualTo(200);

        assertThat(sql.taken()).singleElement().asString().startsWith("with").contains("insert into");
    }

    /** When it fails, the code can come again. */
    @Test
    void whatTheAnswerSaysIsReadBeforeTheCodeIsSpent() {
        var app = parties.confidential();
        var browser = new HttpBrowser();
        redeem(browser);
        var flow = app.begin(Map.of("claims", "{\"id_token\":{\"email\":null}}"));
        var code = app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD);
        sql.taken();
        var tokens = app.redeem(code, flow);

        assertThat(ThirdPartyApp.claims(tokens.text("id_token")).get("email")).isNotNull();
        assertThat(sql.taken()).last().asString().contains("insert into");
    }

    @Test
    void refreshIsOneWriteAndItsRepetitionOneReadMore() {
        var app = parties.confidential();
        var token = redeem(new HttpBrowser());
        sql.taken();
        var refreshed = app.refresh(token);
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(sql.taken()).singleElement().asString().startsWith("update refresh_token");

        assertThat(app.refresh(token).text("refresh_token")).isEqualTo(refreshed.text("refresh_token"));
        assertThat(sql.taken()).hasSize(2).last().asString().startsWith("select");
    }

    @Test
    void introspectionOfAJwtIsOneRead() {
        var app = parties.confidential();
        var token = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("access_token");
        sql.taken();
        assertThat(app.post("introspection_endpoint", Map.of("token", token))
                        .json()
                        .get("active")
                        .asBoolean())
                .isTrue();

        assertThat(sql.taken()).hasSize(1).allMatch(each -> each.startsWith("select"));
    }

    private String redeem(HttpBrowser browser) {
        var app = parties.confidential();
        var flow = app.begin(Map.of());
        return app.redeem(app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow)
                .text("refresh_token");
    }
}
