package dev.gatehouse.resource.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.resource.IssuerDouble;
import dev.gatehouse.resource.ResourceServerTest;
import dev.gatehouse.testsupport.Ed25519Key;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** RFC 9449, section 7. */
@ResourceServerTest
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

    /** Two nodes share a database; whichever sees a proof first has it. */
    @Test
    void proofIsTakenOnceByAllNodes() {
        assertThat(new UsedProofs(jdbc).putIfAbsent("one", "x")).isNull();
        assertThat(new UsedProofs(jdbc).putIfAbsent("one", "x")).isNotNull();
        assertThat(new UsedProofs(jdbc).putIfAbsent("other", "x")).isNull();
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
        var digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build();
        var claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .issueTime(new Date())
                .claim("htm", "GET")
                .claim("htu", "https://notes.example.org/notes")
                .claim("ath", Base64.getUrlEncoder().withoutPadding().encodeToString(digest))
                .build();
        return IssuerDouble.sign(header, claims, IssuerDouble.signer(key));
    }
}
