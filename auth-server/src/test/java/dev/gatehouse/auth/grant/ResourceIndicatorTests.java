package dev.gatehouse.auth.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** RFC 8707. */
@AuthServerTest
class ResourceIndicatorTests {

    private static final String ONE = "https://one.example.org/";
    private static final String TWO = "https://two.example.org/api";
    private static final String USUAL = "https://api.example.org";

    @Autowired
    private Parties parties;

    @Autowired
    private Rows rows;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void clientCredentialsWhenResourceIsNamedThenTokenIsForItAlone() {
        assertThat(audience(machine(Map.of("resource", TWO)))).containsExactly(TWO);
        assertThat(audience(machine(Map.of("resource", USUAL)))).containsExactly(USUAL);
        assertThat(audience(machine(Map.of()))).containsExactly(USUAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.org/",
                "https://one.example.org",
                "https://one.example.org/#x",
                "HTTPS://ONE.EXAMPLE.ORG/",
                "one",
                "/",
                "http://["
            })
    void clientCredentialsWhenResourceIsNotForTheClientThenInvalidTarget(String resource) {
        var answer = machine(Map.of("resource", resource));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_target");
    }

    @Test
    void authorizationWhenResourceIsNotForTheClientThenInvalidTargetAtTheClient() {
        var app = choosing();
        var browser = new HttpBrowser();
        app.authorize(browser, app.begin(Map.of()), Parties.ADA, Parties.ADA_PASSWORD);
        var refused = browser.get(
                app.begin(Map.of("resource", "https://evil.example.org/")).address());

        assertThat(ThirdPartyApp.queryOf(HttpBrowser.location(refused)))
                .containsEntry("error", "invalid_target")
                .containsKey("state");
    }

    @Test
    void grantWhenResourceIsNamedThenRefreshKeepsToItAndMayNotLeaveIt() {
        var app = choosing();
        var tokens = signIn(app, Map.of("resource", ONE), Map.of());
        assertThat(audience(tokens)).containsExactly(ONE);

        var again = app.refresh(tokens.text("refresh_token"));
        assertThat(audience(again)).containsExactly(ONE);
        var left = refresh(app, again.text("refresh_token"), TWO);
        assertThat(left.text("error")).isEqualTo("invalid_target");
        assertThat(app.refresh(again.text("refresh_token")).status()).isEqualTo(200);
    }

    @Test
    void grantWhenNoResourceIsNamedThenEachTokenMayBeForAnAllowedOne() {
        var app = choosing();
        var tokens = signIn(app, Map.of(), Map.of("resource", TWO));
        assertThat(audience(tokens)).containsExactly(TWO);

        var usual = app.refresh(tokens.text("refresh_token"));
        assertThat(audience(usual)).containsExactly(USUAL);
        assertThat(audience(refresh(app, usual.text("refresh_token"), ONE))).containsExactly(ONE);
    }

    @Test
    void grantWhenResourceWasTakenFromTheClientThenTakenFromTheGrantToo() {
        var app = choosing();
        var all = signIn(app, Map.of("resource", ONE), Map.of());
        var usual = signIn(app, Map.of(), Map.of("resource", TWO));
        allow("[\"" + TWO + "\"]");
        try {
            var taken = all.text("refresh_token");
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(refresh(app, usual.text("refresh_token"), ONE)
                                    .text("error"))
                            .isEqualTo("invalid_target"));
            assertThat(app.refresh(taken).text("error")).isEqualTo("invalid_target");
            rows.pass(Duration.ofSeconds(11));
            assertThat(app.refresh(taken).text("error")).isEqualTo("invalid_target");
        } finally {
            allow("[\"" + ONE + "\", \"" + TWO + "\"]");
        }
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(audience(app.refresh(all.text("refresh_token"))))
                        .containsExactly(ONE));
    }

    private void allow(String resources) {
        jdbc.sql(
                        "update client set settings = jsonb_set(settings, '{resources}', ?::jsonb) where client_id = 'choosing'")
                .param(resources)
                .update();
    }

    @Test
    void introspectionWhenClientServesTheAudienceThenTold() {
        var guard = parties.app("guard", Parties.SECRET, "");
        var token = machine(Map.of("resource", ONE)).text("access_token");
        assertThat(introspect(guard, token)).isTrue();
        assertThat(introspect(guard, machine(Map.of("resource", TWO)).text("access_token")))
                .isFalse();
    }

    private static boolean introspect(ThirdPartyApp app, String token) {
        return app.post("introspection_endpoint", Map.of("token", token))
                .json()
                .get("active")
                .asBoolean();
    }

    private ThirdPartyApp choosing() {
        return parties.app("choosing", Parties.SECRET, "openid notes.read");
    }

    private static ThirdPartyApp.Answer signIn(
            ThirdPartyApp app, Map<String, String> authorization, Map<String, String> redemption) {
        var flow = app.begin(authorization);
        var form = new LinkedHashMap<>(redemption);
        form.put("grant_type", "authorization_code");
        form.put("code", app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD));
        form.put("redirect_uri", Parties.REDIRECT_URI);
        form.put("code_verifier", flow.verifier());
        return app.token(form);
    }

    private static ThirdPartyApp.Answer refresh(ThirdPartyApp app, String token, String resource) {
        return app.token(Map.of("grant_type", "refresh_token", "refresh_token", token, "resource", resource));
    }

    private ThirdPartyApp.Answer machine(Map<String, String> further) {
        var form = new LinkedHashMap<>(further);
        form.put("grant_type", "client_credentials");
        return parties.machine().token(form);
    }

    private static List<String> audience(ThirdPartyApp.Answer answer) {
        var audience = ThirdPartyApp.claims(answer.text("access_token")).get("aud");
        return audience.isArray()
                ? audience.valueStream().map(each -> each.asString()).toList()
                : List.of(audience.asString());
    }
}
