package dev.gatehouse.resource.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.gatehouse.resource.IssuerDouble;
import dev.gatehouse.resource.ResourceServerTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** RFC 9068, section 4; RFC 8725; RFC 6750, section 3. */
@ResourceServerTest
class AccessTokenTests {

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private IssuerDouble issuer;

    /** Makes one bad token with the help of the issuer's double. */
    @FunctionalInterface
    interface Forgery {
        String by(IssuerDouble issuer) throws JOSEException;
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                arguments("garbage", (Forgery) _ -> "garbage"),
                arguments(
                        "expired",
                        token(claims ->
                                claims.expirationTime(Date.from(Instant.now().minusSeconds(61))))),
                arguments("without end", token(claims -> claims.expirationTime(null))),
                arguments(
                        "not yet valid",
                        token(claims ->
                                claims.notBeforeTime(Date.from(Instant.now().plusSeconds(90))))),
                arguments("other issuer", token(claims -> claims.issuer("https://evil.example.org"))),
                arguments("other audience", token(claims -> claims.audience("https://other.example.org"))),
                arguments("no audience", token(claims -> claims.audience((String) null))),
                arguments("confirmation that is no object", token(claims -> claims.claim("cnf", "x"))),
                arguments("key that is no text", token(claims -> claims.claim("cnf", Map.of("jkt", 5)))),
                arguments("scopes that are no text", token(claims -> claims.claim("scope", List.of(1)))),
                arguments("subject with NUL", token(claims -> claims.subject("nul\0"))),
                arguments("no client", token(claims -> claims.claim("client_id", null))),
                arguments("ID token", (Forgery) issuer -> IssuerDouble.sign(
                        issuer.header().type(JOSEObjectType.JWT).build(),
                        issuer.claims(_ -> {}),
                        IssuerDouble.signer(issuer.key()))),
                arguments("no type", (Forgery) issuer -> IssuerDouble.sign(
                        issuer.header().type(null).build(), issuer.claims(_ -> {}), IssuerDouble.signer(issuer.key()))),
                arguments("altered payload", (Forgery) AccessTokenTests::altered),
                arguments("alg none", (Forgery) issuer -> new PlainJWT(issuer.claims(_ -> {})).serialize()),
                arguments("HS256 signed with the public key", (Forgery) AccessTokenTests::signedWithPublicKey),
                arguments("other key under a known kid", (Forgery) issuer -> IssuerDouble.sign(
                        issuer.header().build(),
                        issuer.claims(_ -> {}),
                        IssuerDouble.signer(IssuerDouble.generate("x")))),
                arguments("key in the header", (Forgery) AccessTokenTests::withOwnKey),
                arguments("second spelling", (Forgery) issuer -> secondSpelling(issuer.token("notes.read"))));
    }

    private static Forgery token(java.util.function.Consumer<JWTClaimsSet.Builder> change) {
        return issuer -> issuer.token(change);
    }

    private static String altered(IssuerDouble issuer) {
        var parts = issuer.token("notes.read").split("\\.");
        var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        var richer = payload.replace("\"notes.read\"", "\"notes.read notes.write\"");
        assertThat(richer).isNotEqualTo(payload);
        return parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(richer.getBytes(StandardCharsets.UTF_8)) + "."
                + parts[2];
    }

    private static String signedWithPublicKey(IssuerDouble issuer) throws JOSEException {
        var secret = issuer.key().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(issuer.key().getKeyID())
                .build();
        return IssuerDouble.sign(header, issuer.claims(_ -> {}), new MACSigner(secret));
    }

    private static String withOwnKey(IssuerDouble issuer) {
        var own = IssuerDouble.generate("mine");
        var header = issuer.header().jwk(own.toPublicJWK()).keyID("mine").build();
        return IssuerDouble.sign(header, issuer.claims(_ -> {}), IssuerDouble.signer(own));
    }

    /** The last character of a 64-byte signature has four bits that decoders ignore. */
    private static String secondSpelling(String token) {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var last = alphabet.indexOf(token.charAt(token.length() - 1));
        return token.substring(0, token.length() - 1) + alphabet.charAt(last + 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void notesWhenTokenIsBadThenUnauthorized(String name, Forgery forgery) throws JOSEException {
        var response = mvc.get()
                .uri("/notes")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + forgery.by(issuer))
                .exchange();

        assertThat(response).hasStatus(HttpStatus.UNAUTHORIZED).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(response.getResponse().getHeader(HttpHeaders.WWW_AUTHENTICATE))
                .startsWith("Bearer error=\"invalid_token\"")
                .contains("resource_metadata=\"https://notes.example.org/.well-known/oauth-protected-resource\"");
        assertThat(response).bodyJson().extractingPath("$.error").isEqualTo("invalid_token");
    }

    @Test
    void notesWhenNoTokenThenUnauthorizedWithoutError() {
        var response = mvc.get().uri("/notes").exchange();

        assertThat(response).hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(response.getResponse().getHeader(HttpHeaders.WWW_AUTHENTICATE))
                .startsWith("Bearer ")
                .doesNotContain("error=");
    }

    @Test
    void notesWhenScopeIsMissingThenForbidden() {
        var response = mvc.post()
                .uri("/notes")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + issuer.token("notes.read"))
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"title\":\"t\",\"body\":\"b\"}")
                .exchange();

        assertThat(response).hasStatus(HttpStatus.FORBIDDEN);
        assertThat(response.getResponse().getHeader(HttpHeaders.WWW_AUTHENTICATE))
                .contains("error=\"insufficient_scope\"")
                .contains("scope=\"notes.write\"");
    }

    /** PostgreSQL's driver would store every one of them as a question mark. */
    @Test
    void subjectThatIsNoTextIsRefused() {
        var token = Jwt.withTokenValue("x").header("alg", "ES256").subject("\ud800");

        assertThat(new ClaimShapes().validate(token.build()).hasErrors()).isTrue();
        assertThat(new ClaimShapes()
                        .validate(token.subject("\ud83d\ude00").build())
                        .hasErrors())
                .isFalse();
    }

    /** RFC 9110, section 9.3.2. */
    @Test
    void headNeedsWhatGetNeeds() {
        assertThat(mvc.head().uri("/notes").header(HttpHeaders.AUTHORIZATION, "Bearer " + issuer.token("notes.read")))
                .hasStatusOk();
        var refused = mvc.head()
                .uri("/notes")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + issuer.token("notes.write"))
                .exchange();
        assertThat(refused).hasStatus(HttpStatus.FORBIDDEN);
        assertThat(refused.getResponse().getHeader(HttpHeaders.WWW_AUTHENTICATE))
                .contains("scope=\"notes.read\"");
        assertThat(mvc.options().uri("/notes")).hasStatus(HttpStatus.UNAUTHORIZED);
    }

    /** RFC 6750, sections 2 and 3.1. */
    @Test
    void callWithSeveralTokensIsABadRequest() {
        var bearer = "Bearer " + issuer.token("notes.read");
        for (var call : List.of(
                mvc.get().uri("/notes").header(HttpHeaders.AUTHORIZATION, bearer, bearer),
                mvc.get().uri("/notes").header(HttpHeaders.AUTHORIZATION, "Basic YTpi", bearer),
                mvc.get().uri("/notes").header(HttpHeaders.AUTHORIZATION, "DPoP x", bearer),
                mvc.get().uri("/notes?access_token=x").header(HttpHeaders.AUTHORIZATION, bearer))) {
            var answer = call.exchange();
            assertThat(answer).hasStatus(HttpStatus.BAD_REQUEST).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
            assertThat(answer).bodyJson().extractingPath("$.error").isEqualTo("invalid_request");
            assertThat(answer.getResponse().getHeader(HttpHeaders.WWW_AUTHENTICATE))
                    .contains("error=\"invalid_request\"");
        }
        assertThat(mvc.get().uri("/notes?access_token=x")).hasStatus(HttpStatus.UNAUTHORIZED);
    }

    /** What an operator exposes there is not for whoever may read notes. */
    @Test
    void actuatorIsOpenToNoTokenButForItsHealth() {
        var answer = mvc.get()
                .uri("/actuator/env")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + issuer.token("notes.read"))
                .exchange();

        assertThat(answer).hasStatus(HttpStatus.NOT_FOUND);
        assertThat(mvc.get().uri("/actuator/health/liveness")).hasStatusOk();
    }

    @Test
    void notesWhenClocksAreALittleApartThenAccepted() {
        var token = issuer.token(
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(30))));

        assertThat(mvc.get().uri("/notes").header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                .hasStatusOk();
    }

    @Test
    void notesWhenIssuerIsDownThenKnownKeysGoOnAndUnknownOnesAreRefusedWithoutHammering() {
        assertThat(status(issuer.token("notes.read"))).isEqualTo(200);
        issuer.down(true);
        try {
            var before = issuer.fetches();
            for (int i = 0; i < 30; i++) {
                var unknown = IssuerDouble.generate("unknown-" + i);
                var header = issuer.header().keyID(unknown.getKeyID()).build();
                assertThat(status(IssuerDouble.sign(header, issuer.claims(_ -> {}), IssuerDouble.signer(unknown))))
                        .isEqualTo(401);
            }
            assertThat(issuer.fetches() - before).isLessThanOrEqualTo(2);
            assertThat(status(issuer.token("notes.read"))).isEqualTo(200);
        } finally {
            issuer.down(false);
        }
    }

    @Test
    void metadataNamesTheIssuer() {
        assertThat(mvc.head().uri("/.well-known/oauth-protected-resource")).hasStatusOk();
        assertThat(mvc.get().uri("/.well-known/oauth-protected-resource"))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"resource": "%s", "authorization_servers": ["%s"],
                         "scopes_supported": ["notes.read", "notes.write"], "bearer_methods_supported": ["header"]}""".formatted(IssuerDouble.AUDIENCE, issuer.issuer()));
    }

    private int status(String token) {
        return mvc.get()
                .uri("/notes")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .exchange()
                .getResponse()
                .getStatus();
    }
}
