package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that knows nothing but the discovery document and the API's address. */
class ThirdPartyAppTests {

    private static final String PASSWORD =
            RunningSystem.facts().accounts().getFirst().password();
    private static final String USERNAME =
            RunningSystem.facts().accounts().getFirst().username();

    private static URI notes() {
        return URI.create(RunningSystem.facts().resourceServer() + "/notes");
    }

    /** No authority is trusted with certificates here, and no issuer with assertions. */
    @Test
    void metadataNamesNothingThatNobodyCanUse() {
        var metadata = ThirdPartyApp.get(
                        URI.create(RunningSystem.facts().issuer() + "/.well-known/openid-configuration"), "")
                .json();
        assertThat(metadata.get("token_endpoint_auth_methods_supported").toString())
                .contains("private_key_jwt")
                .doesNotContain("\"tls_client_auth\"");
        assertThat(metadata.get("grant_types_supported").toString())
                .contains("authorization_code")
                .doesNotContain("jwt-bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo-confidential", "demo-public", "demo-consent"})
    void appSignsInCallsTheApiRefreshesAndHandsBack(String clientId) {
        var app = RunningSystem.app(clientId);
        var tokens = app.signIn(USERNAME, PASSWORD);
        assertThat(tokens.status()).isEqualTo(200);
        assertThat(app.userInfo(tokens.text("access_token")).text("preferred_username"))
                .isEqualTo(USERNAME);
        assertThat(ThirdPartyApp.post(notes(), tokens.text("access_token"), "{\"title\":\"hi\",\"body\":\"\"}")
                        .status())
                .isEqualTo(201);

        var refreshed = app.refresh(tokens.text("refresh_token"));
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.text("refresh_token")).isNotEqualTo(tokens.text("refresh_token"));
        assertThat(ThirdPartyApp.get(notes(), refreshed.text("access_token")).status())
                .isEqualTo(200);

        assertThat(app.post("revocation_endpoint", Map.of("token", refreshed.text("refresh_token")))
                        .status())
                .isEqualTo(200);
        assertThat(app.refresh(refreshed.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void machineGetsTokenForItself() {
        var token = RunningSystem.app("demo-machine").clientCredentials();

        assertThat(token.status()).isEqualTo(200);
        assertThat(token.json().has("refresh_token")).isFalse();
        assertThat(ThirdPartyApp.get(notes(), token.text("access_token")).status())
                .isEqualTo(200);
    }

    @Test
    void apiRefusesTokensThatAreNotForIt() throws Exception {
        var tokens = RunningSystem.app("demo-confidential").signIn(USERNAME, PASSWORD);
        var good = tokens.text("access_token");
        assertThat(ThirdPartyApp.get(notes(), good).status()).isEqualTo(200);

        assertRefused("garbage");
        assertRefused(tokens.text("id_token"));
        assertRefused(altered(good));
        assertRefused(new PlainJWT(claims(good)).serialize());
        assertRefused(signedWithPublicKey(good));
    }

    @Test
    void apiRefusesExpiredToken() throws Exception {
        var token = RunningSystem.app("demo-machine").clientCredentials().text("access_token");
        assertThat(ThirdPartyApp.get(notes(), token).status()).isEqualTo(200);
        Thread.sleep(12_000); // the token lives 10 s, the API's clock may be 1 s behind

        assertRefused(token);
    }

    /** The access token itself is good for ten seconds; the API refuses it as soon as its list says so. */
    @Test
    void apiRefusesTokensOfAFamilyThatAReplayEnded() {
        var app = RunningSystem.app("demo-public");
        var stolen = app.signIn(USERNAME, PASSWORD).text("refresh_token");
        var current = app.refresh(app.refresh(stolen).text("refresh_token"));
        var token = current.text("access_token");
        assertThat(ThirdPartyApp.get(notes(), token).status()).isEqualTo(200);

        assertThat(app.refresh(stolen).text("error")).isEqualTo("invalid_grant");
        assertThat(app.refresh(current.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertRefused(token));
        assertThat(ThirdPartyApp.get(notes(), token).text("detail")).isEqualTo("The token was revoked");
    }

    @Test
    void apiSaysWhichScopeIsMissing() {
        var token = RunningSystem.app("demo-machine", "notes.read")
                .clientCredentials()
                .text("access_token");
        var answer = ThirdPartyApp.post(notes(), token, "{\"title\":\"x\",\"body\":\"\"}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.response().headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).contains("insufficient_scope", "notes.write"));
    }

    private static void assertRefused(String token) {
        var answer = ThirdPartyApp.get(notes(), token);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.response().headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).contains("invalid_token", "resource_metadata"));
    }

    private static String altered(String token) {
        var parts = token.split("\\.");
        var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        var longer = payload.replaceAll("\"exp\":\\d+", "\"exp\":4102444800");
        assertThat(longer).isNotEqualTo(payload);
        return parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(longer.getBytes(StandardCharsets.UTF_8)) + "."
                + parts[2];
    }

    private static JWTClaimsSet claims(String token) throws Exception {
        return SignedJWT.parse(token).getJWTClaimsSet();
    }

    private static String signedWithPublicKey(String token) throws Exception {
        var keys = JWKSet.load(
                RunningSystem.app("demo-machine").endpoint("jwks_uri").toURL());
        var kid = SignedJWT.parse(token).getHeader().getKeyID();
        var secret = keys.getKeyByKeyId(kid).toECKey().toECPublicKey().getEncoded();
        var forged = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(kid)
                        .build(),
                claims(token));
        forged.sign(new MACSigner(secret));
        return forged.serialize();
    }
}
