package dev.gatehouse.auth.grant.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** RFC 7662, RFC 7009, OpenID Connect Core section 5.3, RP-Initiated Logout. */
@AuthServerTest
class TokenStatusTests {

    @Autowired
    private Parties parties;

    @Test
    void introspectionTellsTheOwnerAllAndAStrangerNothing() {
        var app = parties.confidential();
        var tokens = app.signIn(Parties.ADA, Parties.ADA_PASSWORD);
        for (var token : new String[] {tokens.text("access_token"), tokens.text("refresh_token")}) {
            var own = introspect(app, token);
            assertThat(own.json().get("active").asBoolean()).isTrue();
            assertThat(own.text("client_id")).isEqualTo("confidential");
            assertThat(own.text("scope")).contains("notes.read");
            assertThat(own.json().get("exp").asLong())
                    .isGreaterThan(Instant.now().getEpochSecond());
            assertThat(own.json().path("iat").asLong(1_000_000_000)).isGreaterThanOrEqualTo(1_000_000_000);
            assertThat(introspect(parties.other(), token).json().toString()).isEqualTo("{\"active\":false}");
        }
        assertThat(introspect(parties.publicApp(), tokens.text("access_token")).text("error"))
                .isEqualTo("invalid_client");
        assertThat(introspect(app, "nonsense").json().toString()).isEqualTo("{\"active\":false}");
    }

    /** RFC 9701, section 5. */
    @Test
    void introspectionWhenAskedForItIsSigned() throws Exception {
        var app = parties.confidential();
        var token = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("access_token");
        var answer = app.post("introspection_endpoint", Map.of("token", token), "application/token-introspection+jwt");
        assertThat(answer.response().headers().firstValue("Content-Type"))
                .hasValue("application/token-introspection+jwt");
        var rather = app.post(
                "introspection_endpoint",
                Map.of("token", token),
                "application/json, application/token-introspection+jwt;q=0.1");
        assertThat(rather.json().get("active").asBoolean()).isTrue();

        var jwt = SignedJWT.parse(answer.response().body());
        assertThat(jwt.getHeader().getType().getType()).isEqualTo("token-introspection+jwt");
        var key = JWKSet.load(app.endpoint("jwks_uri").toURL())
                .getKeyByKeyId(jwt.getHeader().getKeyID());
        assertThat(jwt.verify(new RSASSAVerifier(key.toRSAKey()))).isTrue();
        var claims = jwt.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(parties.issuer());
        assertThat(claims.getAudience()).containsExactly("confidential");
        assertThat(claims.getSubject()).isNull();
        assertThat(claims.getExpirationTime()).isNull();
        assertThat(claims.getJSONObjectClaim("token_introspection"))
                .containsEntry("active", true)
                .containsEntry("client_id", "confidential");
    }

    @Test
    void revokedRefreshTokenEndsTheGrant() {
        var app = parties.publicApp();
        var tokens = app.signIn(Parties.ADA, Parties.ADA_PASSWORD);

        assertThat(parties.other()
                        .post("revocation_endpoint", Map.of("token", tokens.text("refresh_token")))
                        .status())
                .isNotEqualTo(200);
        assertThat(app.post("revocation_endpoint", Map.of("token", tokens.text("refresh_token")))
                        .status())
                .isEqualTo(200);
        assertThat(app.refresh(tokens.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
        assertThat(app.userInfo(tokens.text("access_token")).status()).isEqualTo(401);
        assertThat(app.post("revocation_endpoint", Map.of("token", "unknown")).status())
                .isEqualTo(200);
    }

    @Test
    void revokedAccessTokenEndsAndTheGrantGoesOn() {
        var app = parties.confidential();
        var tokens = app.signIn(Parties.ADA, Parties.ADA_PASSWORD);
        assertThat(app.post("revocation_endpoint", Map.of("token", tokens.text("access_token")))
                        .status())
                .isEqualTo(200);

        assertThat(introspect(app, tokens.text("access_token"))
                        .json()
                        .get("active")
                        .asBoolean())
                .isFalse();
        assertThat(app.userInfo(tokens.text("access_token")).status()).isEqualTo(401);
        assertThat(app.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);
    }

    @Test
    void userInfoTellsWhatTheScopesAllow() {
        var tokens = parties.confidential().signIn(Parties.ADA, Parties.ADA_PASSWORD);
        var info = parties.confidential().userInfo(tokens.text("access_token"));
        assertThat(info.text("name")).isEqualTo("Ada Lovelace");
        assertThat(info.text("email")).isEqualTo("ada@example.org");
        assertThat(info.text("sub"))
                .isEqualTo(
                        ThirdPartyApp.claims(tokens.text("id_token")).get("sub").asString());

        var lesser = parties.publicApp().signIn(Parties.ADA, Parties.ADA_PASSWORD);
        assertThat(parties.publicApp()
                        .userInfo(lesser.text("access_token"))
                        .json()
                        .propertyNames())
                .containsExactly("sub");
        assertThat(parties.confidential().userInfo(tokens.text("id_token")).status())
                .isEqualTo(401);
    }

    @Test
    void logoutTakesAnIdTokenFromBeforeARefreshAndLeadsBack() {
        var app = parties.confidential();
        var browser = new HttpBrowser();
        var flow = app.begin(Map.of());
        var tokens = app.redeem(app.authorize(browser, flow, Parties.ADA, Parties.ADA_PASSWORD), flow);
        app.refresh(tokens.text("refresh_token"));

        var end = app.endpoint("end_session_endpoint") + "?id_token_hint=" + tokens.text("id_token")
                + "&state=bye&post_logout_redirect_uri="
                + URLEncoder.encode("http://127.0.0.1:9999/goodbye", StandardCharsets.UTF_8);
        assertThat(HttpBrowser.location(browser.get(URI.create(end))))
                .isEqualTo(URI.create("http://127.0.0.1:9999/goodbye?state=bye"));
        assertThat(HttpBrowser.location(browser.get(app.begin(Map.of()).address()))
                        .getPath())
                .isEqualTo("/login");
    }

    private static ThirdPartyApp.Answer introspect(ThirdPartyApp app, String token) {
        return app.post("introspection_endpoint", Map.of("token", token));
    }
}
