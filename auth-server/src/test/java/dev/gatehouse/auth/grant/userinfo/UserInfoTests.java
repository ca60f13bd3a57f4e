package dev.gatehouse.auth.grant.userinfo;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.SigningClient;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** OpenID Connect Core, sections 5 and 8. */
@AuthServerTest
class UserInfoTests {

    @Autowired
    private Parties parties;

    private ThirdPartyApp.Answer signIn(ThirdPartyApp app, Map<String, String> further) {
        var flow = app.begin(further);
        return app.redeem(app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD), flow);
    }

    @Test
    void userInfoTellsWhatTheScopesSay() {
        var app = parties.confidential();
        var told = app.userInfo(
                        signIn(app, Map.of("scope", "openid profile email")).text("access_token"))
                .json();

        assertThat(told.propertyNames())
                .containsExactlyInAnyOrder(
                        "sub", "name", "given_name", "preferred_username", "updated_at", "email", "email_verified");
        assertThat(app.userInfo(signIn(app, Map.of("scope", "openid")).text("access_token"))
                        .json()
                        .propertyNames())
                .containsExactly("sub");
    }

    @Test
    void userInfoTellsWhatTheClaimsParameterAsksFor() {
        var app = parties.confidential();
        var tokens = signIn(
                app,
                Map.of(
                        "scope",
                        "openid",
                        "claims",
                        "{\"userinfo\":{\"name\":{\"essential\":true},\"nonsense\":null},\"id_token\":{\"email\":null}}"));

        assertThat(app.userInfo(tokens.text("access_token")).json().propertyNames())
                .containsExactlyInAnyOrder("sub", "name");
        assertThat(ThirdPartyApp.claims(tokens.text("id_token")).get("email").asString())
                .isEqualTo("ada@example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=UTF-8",
                "Application/X-WWW-Form-URLEncoded"
            })
    void userInfoTakesTheTokenFromAFormButNotFromTheAddress(String type) throws Exception {
        var app = parties.confidential();
        var token = signIn(app, Map.of()).text("access_token");
        var form = HttpRequest.newBuilder(app.endpoint("userinfo_endpoint"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString("access_token=" + token));

        assertThat(send(form).statusCode()).isEqualTo(200);
        var address = java.net.URI.create(app.endpoint("userinfo_endpoint") + "?access_token=" + token);
        assertThat(send(HttpRequest.newBuilder(address)).statusCode()).isIn(400, 401);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void userInfoIsSignedForWhoIsRegisteredSo() throws Exception {
        var client = new SigningClient("signs", parties.issuer());
        var app = parties.app("signs", null, "openid address phone").proving(client::credentials);
        var answer = app.userInfo(signIn(app, Map.of()).text("access_token")).response();

        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/jwt");
        var jwt = SignedJWT.parse(answer.body());
        var keys = JWKSet.load(app.endpoint("jwks_uri").toURL());
        assertThat(jwt.verify(new ECDSAVerifier(
                        keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey())))
                .isTrue();
        assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo(parties.issuer());
        assertThat(jwt.getJWTClaimsSet().getAudience()).containsExactly("signs");
        assertThat(jwt.getJWTClaimsSet().getClaims())
                .containsEntry("phone_number", "+44 20 7946 0000")
                .containsEntry("phone_number_verified", true)
                .containsEntry("address", Map.of("country", "GB"));
    }

    @Test
    void pairwiseSubjectIsTheSectorsOwnAndStaysTheSame() {
        var app = parties.app("pairwise", Parties.SECRET, "openid profile");
        var one = signIn(app, Map.of());
        var subject = ThirdPartyApp.claims(one.text("id_token")).get("sub").asString();
        var elsewhere = ThirdPartyApp.claims(
                        signIn(parties.confidential(), Map.of()).text("id_token"))
                .get("sub")
                .asString();

        assertThat(subject).isNotEqualTo(elsewhere);
        assertThat(ThirdPartyApp.claims(signIn(app, Map.of()).text("id_token"))
                        .get("sub")
                        .asString())
                .isEqualTo(subject);
        var told = app.userInfo(one.text("access_token"));
        assertThat(told.text("sub")).isEqualTo(subject);
        assertThat(told.text("name")).isEqualTo("Ada Lovelace");
        assertThat(ThirdPartyApp.claims(one.text("access_token")).toString()).doesNotContain(elsewhere);
        assertThat(app.post("introspection_endpoint", Map.of("token", one.text("refresh_token")))
                        .text("sub"))
                .isEqualTo(subject);
        assertThat(ThirdPartyApp.claims(app.refresh(one.text("refresh_token")).text("id_token"))
                        .get("sub")
                        .asString())
                .isEqualTo(subject);
    }

    @Test
    void idTokenLivesAsLongAsItsClientSays() {
        var client = new SigningClient("signs", parties.issuer());
        var app = parties.app("signs", null, "openid").proving(client::credentials);
        var claims = ThirdPartyApp.claims(signIn(app, Map.of()).text("id_token"));

        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(120);
    }
}
