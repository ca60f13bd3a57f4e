package dev.gatehouse.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** A client with a key of its own, which application-test.yml knows the public half of. */
public record SigningClient(String clientId, String issuer, ECKey key) {

    private static final ECKey KEY = parse("""
            {"kty":"EC","crv":"P-256","kid":"one","d":"EGfVnZsxmno5Rthxgfqe9BTspVFiRgOtFY7tS5f4Q9U","x":"jtubFCxPDD37JCVPMWp7MiNZzmV83XHOZ4HBptPVhaQ","y":"Q53tmgkShzytugnT6HTkW36ISCBn9tbllRJz-tOWx0E"}""");

    private static ECKey parse(String jwk) {
        try {
            return ECKey.parse(jwk);
        } catch (ParseException cause) {
            throw new IllegalStateException(cause);
        }
    }

    public SigningClient(String clientId, String issuer) {
        this(clientId, issuer, KEY);
    }

    /** Returns the same client with a key that nobody knows yet. */
    public SigningClient withNewKey() {
        try {
            return new SigningClient(
                    clientId,
                    issuer,
                    new ECKeyGenerator(Curve.P_256).keyID("one").generate());
        } catch (JOSEException cause) {
            throw new IllegalStateException(cause);
        }
    }

    /** Returns the fields of a form by which the client proves who it is. */
    public Map<String, String> credentials() {
        return credentials(assertion(claims -> {}));
    }

    /** Returns such fields with an assertion of one's own making. */
    public Map<String, String> credentials(String assertion) {
        return Map.of(
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                assertion);
    }

    /** Makes an assertion, good but for what the changes spoil. */
    public String assertion(Consumer<JWTClaimsSet.Builder> changes) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(issuer)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
        changes.accept(claims);
        return sign(claims.build());
    }

    /** Makes a request object of parameters, good but for what the changes spoil. */
    public String requestObject(Map<String, String> parameters, Consumer<JWTClaimsSet.Builder> changes) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .audience(issuer)
                .notBeforeTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
        parameters.forEach(claims::claim);
        changes.accept(claims);
        return sign(claims.build());
    }

    /** Makes proofs that the client holds its key (RFC 9449). */
    public ThirdPartyApp.ProofKey proofKey() {
        return proofKey(claims -> {});
    }

    /** Makes such proofs, good but for what the changes spoil. */
    public ThirdPartyApp.ProofKey proofKey(Consumer<JWTClaimsSet.Builder> changes) {
        return (method, target, accessToken) -> {
            var claims = new JWTClaimsSet.Builder()
                    .jwtID(UUID.randomUUID().toString())
                    .claim("htm", method)
                    .claim("htu", target.toString())
                    .issueTime(Date.from(Instant.now()));
            if (accessToken != null) {
                claims.claim(
                        "ath", Base64.getUrlEncoder().withoutPadding().encodeToString(OpaqueToken.digest(accessToken)));
            }
            changes.accept(claims);
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(new JOSEObjectType("dpop+jwt"))
                    .jwk(key.toPublicJWK())
                    .build();
            return sign(header, claims.build());
        };
    }

    /** Signs claims with the client's key. */
    public String sign(JWTClaimsSet claims) {
        return sign(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build(), claims);
    }

    private String sign(JWSHeader header, JWTClaimsSet claims) {
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException cause) {
            throw new IllegalStateException(cause);
        }
    }
}
