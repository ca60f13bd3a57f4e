package dev.gatehouse.auth.grant.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.SecondNode;
import dev.gatehouse.auth.SigningClient;
import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.testsupport.Ed25519Key;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** RFC 9449. */
@AuthServerTest
@Import(SecondNode.class)
class KeyProofTests {

    private static final ECKey KEY = key();
    private static final ECKey OTHER_KEY = key();

    @Autowired
    private Parties parties;

    @Autowired
    private SecondNode second;

    @Test
    void tokensOfAPublicClientAreBoundToItsKey() throws Exception {
        var app = holding(parties.publicApp(), KEY);
        var tokens = app.signIn(Parties.ADA, Parties.ADA_PASSWORD);

        assertThat(tokens.text("token_type")).isEqualTo("DPoP");
        assertThat(ThirdPartyApp.claims(tokens.text("access_token"))
                        .get("cnf")
                        .get("jkt")
                        .asString())
                .isEqualTo(KEY.computeThumbprint().toString());
        assertThat(app.userInfo(tokens.text("access_token")).status()).isEqualTo(401);
        assertThat(app.getWithProof(app.endpoint("userinfo_endpoint"), tokens.text("access_token"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void proofMayBeSignedWithEd25519() throws Exception {
        var holder = Ed25519Key.generate();
        var app = parties.publicApp().holding(holder);
        var tokens = app.signIn(Parties.ADA, Parties.ADA_PASSWORD);

        assertThat(ThirdPartyApp.claims(tokens.text("access_token"))
                        .get("cnf")
                        .get("jkt")
                        .asString())
                .isEqualTo(holder.thumbprint());
        assertThat(app.getWithProof(app.endpoint("userinfo_endpoint"), tokens.text("access_token"))
                        .status())
                .isEqualTo(200);
    }

    /** RFC 7515, section 2: nothing is added to Base64url. */
    @Test
    void proofIsTakenInItsOnlySpelling() {
        var client = new SigningClient("public", parties.issuer());
        for (var added : List.of("=", "==", "!")) {
            var app = parties.publicApp()
                    .holding((method, target, token) -> client.proofKey().proof(method, target, token) + added);
            assertThat(app.token(Map.of("grant_type", "refresh_token", "refresh_token", "gh_rt_none"))
                            .text("error"))
                    .isEqualTo("invalid_dpop_proof");
        }
    }

    /** RFC 9449, section 4.3: a proof is for the method of the request. */
    @Test
    void proofForHeadIsGoodForHead() throws Exception {
        var client = new SigningClient("public", parties.issuer());
        var app = parties.publicApp().holding(client.proofKey());
        var token = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("access_token");
        var address = app.endpoint("userinfo_endpoint");
        for (var method : List.of("HEAD", "GET")) {
            var request = HttpRequest.newBuilder(address)
                    .header("Authorization", "DPoP " + token)
                    .header("DPoP", client.proofKey().proof(method, address, token))
                    .method("HEAD", HttpRequest.BodyPublishers.noBody());
            var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.discarding());
            assertThat(answer.statusCode()).as(method).isEqualTo(method.equals("HEAD") ? 200 : 401);
        }
    }

    /** RFC 9449, section 11.1: neither node takes a proof that the other has seen, at userinfo either. */
    @Test
    void proofAtUserInfoIsTakenOnce() throws Exception {
        var holder = Ed25519Key.generate();
        var app = parties.publicApp().holding(holder);
        var token = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("access_token");
        var address = app.endpoint("userinfo_endpoint");
        var proof = holder.proof("GET", address, token);
        ThirdPartyApp.ProofKey again = (method, target, accessToken) -> proof;

        assertThat(app.holding(again).getWithProof(address, token).status()).isEqualTo(200);
        var there = URI.create(address.toString().replace(parties.issuer(), second.base()));
        assertThat(app.holding(again).getWithProof(there, token).status()).isEqualTo(401);
        assertThat(app.holding(again).getWithProof(address, token).status()).isEqualTo(401);
    }

    @Test
    void refreshWhenKeyIsMissingOrAnotherThenInvalidGrantAndTheFamilyLives() {
        var app = holding(parties.publicApp(), KEY);
        var first = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("refresh_token");

        assertThat(parties.publicApp().refresh(first).text("error")).isEqualTo("invalid_grant");
        assertThat(holding(parties.publicApp(), OTHER_KEY).refresh(first).text("error"))
                .isEqualTo("invalid_grant");
        var second = app.refresh(first);
        assertThat(second.text("token_type")).isEqualTo("DPoP");

        var third = app.refresh(second.text("refresh_token"));
        assertThat(holding(parties.publicApp(), OTHER_KEY).refresh(first).text("error"))
                .isEqualTo("invalid_grant");
        assertThat(app.refresh(third.text("refresh_token")).status()).isEqualTo(200);
    }

    /** A confidential client proves who it is at each refresh, so it may change its key (RFC 9449, section 5). */
    @Test
    void refreshWhenClientIsConfidentialThenKeyMayChange() {
        var first = holding(parties.confidential(), KEY).signIn(Parties.ADA, Parties.ADA_PASSWORD);
        var again = holding(parties.confidential(), OTHER_KEY).refresh(first.text("refresh_token"));

        assertThat(again.text("token_type")).isEqualTo("DPoP");
        assertThat(parties.confidential().refresh(again.text("refresh_token")).text("token_type"))
                .isEqualTo("Bearer");
    }

    static Stream<Arguments> badProofs() {
        return Stream.of(
                Arguments.of(
                        "old",
                        claims(each -> each.issueTime(Date.from(Instant.now().minusSeconds(90))))),
                Arguments.of(
                        "of the future",
                        claims(each -> each.issueTime(Date.from(Instant.now().plusSeconds(90))))),
                Arguments.of("without a time", claims(each -> each.issueTime(null))),
                Arguments.of("without an id", claims(each -> each.jwtID(null))),
                Arguments.of("for another method", claims(each -> each.claim("htm", "GET"))),
                Arguments.of("for another address", claims(each -> each.claim("htu", "https://evil.example.org/"))),
                Arguments.of(
                        "not yet in force",
                        claims(each ->
                                each.notBeforeTime(Date.from(Instant.now().plusSeconds(600))))),
                Arguments.of(
                        "over",
                        claims(each ->
                                each.expirationTime(Date.from(Instant.now().minusSeconds(600))))),
                Arguments.of("of another type", (Forgery) target -> sign(KEY, "jwt", KEY.toPublicJWK(), proof(target))),
                Arguments.of("with another key", (Forgery)
                        target -> sign(KEY, "dpop+jwt", OTHER_KEY.toPublicJWK(), proof(target))),
                Arguments.of("garbage", (Forgery) _ -> "garbage"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badProofs")
    void tokenWhenProofIsBadThenInvalidProof(String name, Forgery forgery) {
        var app = parties.machine().holding((_, target, _) -> forgery.by(target));
        var answer = app.clientCredentials();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_dpop_proof");
    }

    /** RFC 9449, section 4.3, number 9; RFC 3986, section 6.2.2. */
    @Test
    void addressInAProofMayHaveAQueryAndBeWrittenLarge() {
        var app = parties.machine().holding((_, target, _) -> {
            var written = target.toString().replace("http://localhost", "HTTP://LOCALHOST") + "?a=b#c";
            var claims = new JWTClaimsSet.Builder(proof(target)).claim("htu", written);
            return sign(KEY, "dpop+jwt", KEY.toPublicJWK(), claims.build());
        });
        assertThat(app.clientCredentials().text("token_type")).isEqualTo("DPoP");
    }

    /** RFC 9449, section 4.3, number 1: which of two would count, nobody could say. */
    @Test
    void requestWithTwoProofsIsRefused() throws Exception {
        var app = parties.publicApp();
        var token = holding(app, KEY).signIn(Parties.ADA, Parties.ADA_PASSWORD).text("access_token");
        for (var name : List.of("userinfo_endpoint", "token_endpoint", "pushed_authorization_request_endpoint")) {
            var target = app.endpoint(name);
            var request = HttpRequest.newBuilder(target)
                    .header("Authorization", "DPoP " + token)
                    .header("DPoP", sign(KEY, "dpop+jwt", KEY.toPublicJWK(), proof("POST", target, token)))
                    .header("DPoP", sign(KEY, "dpop+jwt", KEY.toPublicJWK(), proof("POST", target, token)))
                    .POST(HttpRequest.BodyPublishers.noBody());
            var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(name).isEqualTo(400);
            assertThat(answer.body()).contains("invalid_dpop_proof");
        }
    }

    @Test
    void tokenWhenProofIsUsedAgainOnTheOtherNodeThenInvalidProof() {
        var proof =
                sign(KEY, "dpop+jwt", KEY.toPublicJWK(), proof(parties.machine().endpoint("token_endpoint")));
        var app = parties.machine().holding((_, _, _) -> proof);

        assertThat(app.clientCredentials().text("token_type")).isEqualTo("DPoP");
        assertThat(app.through(second.base()).clientCredentials().text("error")).isEqualTo("invalid_dpop_proof");
    }

    @Test
    void introspectionTellsTheKey() throws Exception {
        var app = parties.confidential();
        var token = holding(app, KEY).signIn(Parties.ADA, Parties.ADA_PASSWORD).text("access_token");
        var told = app.post("introspection_endpoint", Map.of("token", token));

        assertThat(told.json().get("cnf").get("jkt").asString())
                .isEqualTo(KEY.computeThumbprint().toString());
        assertThat(told.text("token_type")).isEqualTo("DPoP");
    }

    /** Makes a bad proof. */
    @FunctionalInterface
    interface Forgery {
        String by(URI target);
    }

    private static Forgery claims(Consumer<JWTClaimsSet.Builder> change) {
        return target -> {
            var claims = new JWTClaimsSet.Builder(proof(target));
            change.accept(claims);
            return sign(KEY, "dpop+jwt", KEY.toPublicJWK(), claims.build());
        };
    }

    private static ThirdPartyApp holding(ThirdPartyApp app, ECKey key) {
        return app.holding(
                (method, target, token) -> sign(key, "dpop+jwt", key.toPublicJWK(), proof(method, target, token)));
    }

    private static JWTClaimsSet proof(URI target) {
        return proof("POST", target, null);
    }

    private static JWTClaimsSet proof(String method, URI target, @Nullable String token) {
        var claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .issueTime(new Date())
                .claim("htm", method)
                .claim("htu", target.toString());
        if (token != null) {
            claims.claim("ath", Base64.getUrlEncoder().withoutPadding().encodeToString(OpaqueToken.digest(token)));
        }
        return claims.build();
    }

    private static String sign(ECKey key, String type, JWK shown, JWTClaimsSet claims) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(new JOSEObjectType(type))
                    .jwk(shown)
                    .build();
            var jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException cause) {
            throw new IllegalStateException(cause);
        }
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException cause) {
            throw new IllegalStateException(cause);
        }
    }
}
