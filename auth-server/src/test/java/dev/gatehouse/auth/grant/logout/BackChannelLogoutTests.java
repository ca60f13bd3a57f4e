package dev.gatehouse.auth.grant.logout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import dev.gatehouse.auth.grant.KillSwitch;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** OpenID Connect Back-Channel Logout; OpenID Connect Core, section 11. */
@AuthServerTest
class BackChannelLogoutTests {

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final HttpBrowser browser = new HttpBrowser();

    @Autowired
    private Parties parties;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Rows rows;

    @Autowired
    private KillSwitch killSwitch;

    private HttpServer listener;
    private ThirdPartyApp app;

    @BeforeEach
    void listen() throws IOException {
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        listener.createContext("/logout", exchange -> {
            heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(refusals.getAndDecrement() > 0 ? 503 : 200, -1);
            exchange.close();
        });
        listener.start();
        var address = "http://localhost:" + listener.getAddress().getPort() + "/logout";
        jdbc.sql("""
                        update client set settings = jsonb_set(settings, '{openId,backChannelLogoutUri}', to_jsonb(?::text))
                        where client_id = 'confidential'""").param(address).update();
        jdbc.sql("delete from outgoing_logout").update();
        app = parties.confidential();
    }

    @AfterEach
    void stop() {
        listener.stop(0);
        jdbc.sql(
                        "update client set settings = settings #- '{openId,backChannelLogoutUri}' where client_id = 'confidential'")
                .update();
    }

    private ThirdPartyApp.Answer signIn(ThirdPartyApp who) {
        var flow = who.begin(Map.of());
        return who.redeem(who.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow);
    }

    private void logOut(ThirdPartyApp.Answer tokens) {
        browser.followToPage(browser.get(
                URI.create(app.endpoint("end_session_endpoint") + "?id_token_hint=" + tokens.text("id_token"))));
    }

    @Test
    void logoutTellsTheClientWhichSessionHasEnded() throws Exception {
        var tokens = signIn(app);
        logOut(tokens);

        await().atMost(Duration.ofSeconds(10)).until(() -> !heard.isEmpty());
        var form = heard.getFirst();
        assertThat(form).startsWith("logout_token=");
        var token = SignedJWT.parse(form.substring("logout_token=".length()));
        var keys = JWKSet.load(app.endpoint("jwks_uri").toURL());
        assertThat(token.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        assertThat(token.getHeader().getType().getType()).isEqualTo("logout+jwt");
        var claims = token.getJWTClaimsSet();
        var idToken = ThirdPartyApp.claims(tokens.text("id_token"));
        assertThat(claims.getIssuer()).isEqualTo(parties.issuer());
        assertThat(claims.getAudience()).containsExactly("confidential");
        assertThat(claims.getStringClaim("sid")).isEqualTo(idToken.get("sid").asString());
        assertThat(claims.getSubject()).isEqualTo(idToken.get("sub").asString());
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(claims.getIssueTime()).isNotNull();
        assertThat(claims.getExpirationTime()).isInTheFuture();
        assertThat(claims.getJSONObjectClaim("events"))
                .containsOnlyKeys("http://schemas.openid.net/event/backchannel-logout");
        assertThat(claims.getClaims()).doesNotContainKey("nonce");
        await().atMost(Duration.ofSeconds(5)).until(() -> rows.count("outgoing_logout") == 0);
        assertThat(heard).hasSize(1);
    }

    @Test
    void logoutWhenTheClientIsAwayThenToldLater() {
        refusals.set(1);
        logOut(signIn(app));

        await().atMost(Duration.ofSeconds(10)).until(() -> heard.size() == 1);
        assertThat(rows.count("outgoing_logout where attempts = 1")).isEqualTo(1);
        jdbc.sql("update outgoing_logout set next_attempt_at = now()").update();
        await().atMost(Duration.ofSeconds(15)).until(() -> rows.count("outgoing_logout") == 0);
        assertThat(heard).hasSize(2);
    }

    @Test
    void logoutEndsWhatWasGrantedInTheSessionAndNotWhatMayStay() {
        jdbc.sql("delete from consent").update();
        var online = signIn(app);
        var staying = parties.app("asks-to-stay", Parties.SECRET, "openid offline_access");
        var offline = signIn(staying);
        var elsewhere = app.signIn(Parties.ADA, Parties.ADA_PASSWORD);
        logOut(online);

        assertThat(app.refresh(online.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
        assertThat(staying.refresh(offline.text("refresh_token")).status()).isEqualTo(200);
        assertThat(app.refresh(elsewhere.text("refresh_token")).status()).isEqualTo(200);
    }

    @Test
    void signOutOnOurOwnPageTellsTheClientToo() {
        signIn(app);
        var page = browser.followToPage(browser.get(URI.create(parties.issuer() + "/sign-out")));
        browser.submit(page, Map.of());

        await().atMost(Duration.ofSeconds(10)).until(() -> heard.size() == 1);
    }

    @Test
    void killSwitchTellsTheClientToo() {
        var account =
                ThirdPartyApp.claims(signIn(app).text("id_token")).get("sub").asString();
        killSwitch.endAccount(UUID.fromString(account), "test");

        await().atMost(Duration.ofSeconds(10)).until(() -> !heard.isEmpty());
    }
}
