package dev.gatehouse.resource.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.resource.IssuerDouble;
import dev.gatehouse.resource.ResourceServerTest;
import dev.gatehouse.testsupport.Ed25519Key;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** RFC 9449, section 7. */
@ResourceServerTest
@ExtendWith(OutputCaptureExtension.class)
class BoundTokenTests {

    private final ECKey key = IssuerDouble.generate("holder");
    private final ECKey thief = IssuerDouble.generate("thief");

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private IssuerDouble issuer;

    @Autowired
    private JdbcClient jdbc;

    private String token;

    @BeforeEach
    void boundToken() throws Exception {
        var thumbprint = key.computeThumbprint().toString();
        token = issuer.token(claims -> claims.claim("cnf", Map.of("jkt", thumbprint)));
    }

    @Test
    void callWithProofIsAnsweredOnce() throws Exception {
        var proof = proof(key, token);

        assertThat(call("DPoP " + token, proof)).hasStatus(HttpStatus.OK);
        assertThat(call("DPoP " + token, proof)).hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(call("DPoP " + token, proof(key, token))).hasStatus(HttpStatus.OK);
    }

    /** RFC 7515, section 2: nothing is added to Base64url. */
    @Test
    void proofIsTakenInItsOnlySpelling() throws Exception {
        var proof = proof(key, token);
        for (var other : new String[] {proof + "=", proof + "==", proof.replaceFirst("\\.", "!."), proof + "!"}) {
            assertThat(call("DPoP " + token, other)).hasStatus(HttpStatus.UNAUTHORIZED);
        }
        assertThat(call("DPoP " + token, proof)).hasStatus(HttpStatus.OK);
    }

    /** Two nodes share a database; whichever sees a proof first has it. */
    @Test
    void proofIsTakenOnceByAllNodes() {
        assertThat(new UsedProofs(jdbc).putIfAbsent("one", "x")).isNull();
        assertThat(new UsedProofs(jdbc).putIfAbsent("one", "x")).isNotNull();
        assertThat(new UsedProofs(jdbc).putIfAbsent("other", "x")).isNull();
    }

    @Test
    void proofsThatAreOldAreRemovedHoweverMany() {
        jdbc.sql("""
                        insert into used_proof (digest, expires_at)
                        select sha256(n::text::bytea), now() - interval '1 second' from generate_series(1, 25000) n""").update();
        new UsedProofs(jdbc).removeExpired();

        assertThat(jdbc.sql("select count(*) from used_proof where expires_at < now()")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void proofMayBeSignedWithEd25519() throws Exception {
        var holder = Ed25519Key.generate();
        var bound = issuer.token(claims -> claims.claim("cnf", Map.of("jkt", holder.thumbprint())));
        var address = URI.create("https://notes.example.org/notes");
        var proof = holder.proof("GET", address, bound);

        assertThat(call("DPoP " + bound, proof)).hasStatus(HttpStatus.OK);
        assertThat(call("DPoP " + bound, proof)).hasStatus(HttpStatus.UNAUTHORIZED);
        var altered = holder.proof("GET", address, bound);
        assertThat(call("DPoP " + bound, altered.substring(0, altered.length() - 4) + "AAAA"))
                .hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(call("DPoP " + bound, Ed25519Key.generate().proof("GET", address, bound)))
                .hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(call("DPoP " + bound, holder.proof("POST", address, bound))).hasStatus(HttpStatus.UNAUTHORIZED);
    }

    /** RFC 9449, section 4.3, number 9; RFC 3986, section 6.2.2. */
    @Test
    void addressInAProofMayHaveAQueryAndBeWrittenLarge() throws Exception {
        for (var address : List.of(
                "https://notes.example.org/notes?a=b#c",
                "HTTPS://NOTES.example.org/notes",
                "https://notes.example.org:443/notes")) {
            assertThat(call("DPoP " + token, proof(key, token, claims -> claims.claim("htu", address))))
                    .as(address)
                    .hasStatus(HttpStatus.OK);
        }
        for (var address :
                List.of("https://notes.example.org/other", "http://notes.example.org/notes", "/notes", ":")) {
            assertThat(call("DPoP " + token, proof(key, token, claims -> claims.claim("htu", address))))
                    .as(address)
                    .hasStatus(HttpStatus.UNAUTHORIZED);
        }
    }

    @Test
    void proofOfAnotherTimeOrMethodIsRefused() throws Exception {
        var now = Instant.now();
        for (var spoiled : List.<Consumer<JWTClaimsSet.Builder>>of(
                claims -> claims.claim("htm", "get"),
                claims -> claims.notBeforeTime(Date.from(now.plusSeconds(600))),
                claims -> claims.expirationTime(Date.from(now.minusSeconds(600))))) {
            assertThat(call("DPoP " + token, proof(key, token, spoiled))).hasStatus(HttpStatus.UNAUTHORIZED);
        }
    }

    /** FAPI 2.0 Security Profile, section 5.4.1: PS256, not RS256. */
    @Test
    void proofWithRsaIsTakenWithTheNewerPaddingOnly() throws Exception {
        var rsa = new RSAKeyGenerator(2048).generate();
        var thumbprint = rsa.computeThumbprint().toString();
        var bound = issuer.token(claims -> claims.claim("cnf", Map.of("jkt", thumbprint)));
        for (var algorithm : List.of(JWSAlgorithm.PS256, JWSAlgorithm.RS256)) {
            var header = new JWSHeader.Builder(algorithm)
                    .type(new JOSEObjectType("dpop+jwt"))
                    .jwk(rsa.toPublicJWK())
                    .build();
            var jwt = new SignedJWT(header, claims(bound, _ -> {}));
            jwt.sign(new RSASSASigner(rsa));
            assertThat(call("DPoP " + bound, jwt.serialize()))
                    .hasStatus(algorithm.equals(JWSAlgorithm.PS256) ? HttpStatus.OK : HttpStatus.UNAUTHORIZED);
        }
    }

    /** RFC 7518, section 3.5. */
    @Test
    void proofWithAShortRsaKeyIsRefused() throws Exception {
        var rsa = new RSAKeyGenerator(1024, true).generate();
        var thumbprint = rsa.computeThumbprint().toString();
        var bound = issuer.token(claims -> claims.claim("cnf", Map.of("jkt", thumbprint)));
        var header = new JWSHeader.Builder(JWSAlgorithm.PS256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(rsa.toPublicJWK())
                .build();
        var proof = IssuerDouble.sign(header, claims(bound, _ -> {}), new RSASSASigner(rsa.toRSAPrivateKey(), true));

        assertThat(call("DPoP " + bound, proof)).hasStatus(HttpStatus.UNAUTHORIZED);
    }

    @Test
    void proofWithEd25519IsReadAsStrictlyAsOthers() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var encoded = pair.getPublic().getEncoded();
        var jwk = new OctetKeyPair.Builder(
                        Curve.Ed25519,
                        Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
                .build();
        var thumbprint = jwk.computeThumbprint().toString();
        var bound = issuer.token(claims -> claims.claim("cnf", Map.of("jkt", thumbprint)));
        var now = Instant.now().getEpochSecond();

        for (var type : List.of("dpop+jwt", "DPoP+JWT")) {
            var good = Map.of("jti", type, "iat", now);
            assertThat(call("DPoP " + bound, edwards(pair, jwk, type, bound, good)))
                    .hasStatus(HttpStatus.OK);
        }
        for (var odd : List.<Map<String, Object>>of(
                Map.of("jti", "a", "iat", Long.toString(now)),
                Map.of("jti", Map.of("a", 1), "iat", now),
                Map.of("jti", "b", "iat", now, "exp", Long.toString(now + 60)))) {
            assertThat(call("DPoP " + bound, edwards(pair, jwk, "dpop+jwt", bound, odd)))
                    .as(odd.toString())
                    .hasStatus(HttpStatus.UNAUTHORIZED);
        }
    }

    private static String edwards(KeyPair pair, OctetKeyPair jwk, String type, String token, Map<String, ?> odd)
            throws Exception {
        var header = Map.of("typ", type, "alg", "EdDSA", "jwk", jwk.toJSONObject());
        var claims = new HashMap<>(claims(token, _ -> {}).toJSONObject());
        claims.putAll(odd);
        var input = Base64URL.encode(JSONObjectUtils.toJSONString(header)) + "."
                + Base64URL.encode(JSONObjectUtils.toJSONString(claims));
        var signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64URL.encode(signature.sign());
    }

    /** Not the proof's fault: whoever sends it should try again, and the operator should hear of it. */
    @Test
    void callWhenUsedProofsCanNotBeReachedThenUnavailable(CapturedOutput output) throws Exception {
        var holder = Ed25519Key.generate();
        var bound = issuer.token(claims -> claims.claim("cnf", Map.of("jkt", holder.thumbprint())));
        jdbc.sql("alter table used_proof rename to away").update();
        try {
            for (var answer : new MvcTestResult[] {
                call("DPoP " + token, proof(key, token)),
                call("DPoP " + bound, holder.proof("GET", URI.create("https://notes.example.org/notes"), bound))
            }) {
                assertThat(answer).hasStatus(HttpStatus.SERVICE_UNAVAILABLE).hasHeader(HttpHeaders.RETRY_AFTER, "5");
                assertThat(answer)
                        .bodyJson()
                        .extractingPath("$.detail")
                        .asString()
                        .startsWith("Whether the proof was");
            }
        } finally {
            jdbc.sql("alter table away rename to used_proof").update();
        }
        assertThat(output).contains("WARN").contains("Whether the proof was used before");
        assertThat(call("DPoP " + token, proof(key, token))).hasStatus(HttpStatus.OK);
    }

    @Test
    void callWhenProofIsEmptyThenRefusedAsAProof() {
        for (var empty : List.of("", " ")) {
            var answer = call("DPoP " + token, empty);
            assertThat(answer).hasStatus(HttpStatus.UNAUTHORIZED);
            assertThat(answer).bodyJson().extractingPath("$.error").isEqualTo("invalid_dpop_proof");
            assertThat(answer.getResponse().getHeader(HttpHeaders.WWW_AUTHENTICATE))
                    .startsWith("DPoP error=\"invalid_dpop_proof\"");
        }
    }

    @Test
    void callWhenProofIsRefusedThenToldSo() throws Exception {
        assertThat(call("DPoP " + token, proof(thief, token)))
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("The proof was refused.");
    }

    @Test
    void callWithoutAProofIsToldThatOneIsWanted() {
        var answer = call("DPoP " + token, null);
        assertThat(answer).hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(answer).bodyJson().extractingPath("$.error").isEqualTo("invalid_dpop_proof");
    }

    @Test
    void callWithTheSchemeOnlyIsChallengedInIt() {
        assertThat(call("DPoP", null).getResponse().getHeader(HttpHeaders.WWW_AUTHENTICATE))
                .startsWith("DPoP error=\"invalid_token\"");
    }

    @Test
    void callWhenBoundTokenComesAsBearerThenRefused() {
        var answer = call("Bearer " + token, null);

        assertThat(answer).hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(answer).bodyJson().extractingPath("$.error").isEqualTo("invalid_token");
    }

    @Test
    void callWhenProofIsOfAnotherKeyOrTokenOrMissingThenRefused() throws Exception {
        var other = issuer.token("notes.read");
        for (var answer : new MvcTestResult[] {
            call("DPoP " + token, proof(thief, token)),
            call("DPoP " + token, proof(key, other)),
            call("DPoP " + token, null),
            call("DPoP " + other, proof(key, other))
        }) {
            assertThat(answer).hasStatus(HttpStatus.UNAUTHORIZED);
            assertThat(answer.getResponse().getHeader(HttpHeaders.WWW_AUTHENTICATE))
                    .startsWith("DPoP error=")
                    .contains("algs=");
        }
    }

    private MvcTestResult call(String authorization, @Nullable String proof) {
        var request = mvc.get().uri("/notes").header(HttpHeaders.AUTHORIZATION, authorization);
        return (proof == null ? request : request.header("DPoP", proof)).exchange();
    }

    private static String proof(ECKey key, String token) throws Exception {
        return proof(key, token, _ -> {});
    }

    private static String proof(ECKey key, String token, Consumer<JWTClaimsSet.Builder> change) throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build();
        return IssuerDouble.sign(header, claims(token, change), IssuerDouble.signer(key));
    }

    private static JWTClaimsSet claims(String token, Consumer<JWTClaimsSet.Builder> change) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        var claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .issueTime(new Date())
                .claim("htm", "GET")
                .claim("htu", "https://notes.example.org/notes")
                .claim("ath", Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        change.accept(claims);
        return claims.build();
    }
}
