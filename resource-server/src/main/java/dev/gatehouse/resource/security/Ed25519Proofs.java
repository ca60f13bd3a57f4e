package dev.gatehouse.resource.security;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.SignedJWT;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.DPoPProofContext;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;

/**
 * Decodes proofs that are signed with Ed25519, which Spring's own decoder does not know, and leaves all others to it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8037#section-3.1">RFC 8037, section 3.1</a>
 */
class Ed25519Proofs implements JwtDecoderFactory<DPoPProofContext> {

    /** Compares without regard to case (RFC 7515, section 4.1.9). */
    private static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");

    private static final int BYTES = 32;
    private static final int ODD = 0x80;

    private final JwtDecoderFactory<DPoPProofContext> others;
    private final Function<DPoPProofContext, OAuth2TokenValidator<Jwt>> rules;
    private final MappedJwtClaimSetConverter claims = MappedJwtClaimSetConverter.withDefaults(Map.of());

    Ed25519Proofs(
            JwtDecoderFactory<DPoPProofContext> others, Function<DPoPProofContext, OAuth2TokenValidator<Jwt>> rules) {
        this.others = others;
        this.rules = rules;
    }

    @Override
    public JwtDecoder createDecoder(DPoPProofContext context) {
        return new CanonicalJwtDecoder(proof -> isOurs(proof)
                ? decode(proof, rules.apply(context))
                : others.createDecoder(context).decode(proof));
    }

    private static boolean isOurs(String proof) {
        try {
            return JWSAlgorithm.EdDSA.equals(SignedJWT.parse(proof).getHeader().getAlgorithm());
        } catch (ParseException | RuntimeException _) {
            return false;
        }
    }

    private Jwt decode(String proof, OAuth2TokenValidator<Jwt> rule) {
        try {
            var parsed = SignedJWT.parse(proof);
            var header = parsed.getHeader();
            if (!TYPE.equals(header.getType())
                    || header.getCriticalParams() != null
                    || !isSigned(parsed, header.getJWK())) {
                throw new BadJwtException("The proof is not signed with the key that it names");
            }
            // Checks the kinds of the registered claims, as Spring's own decoder does.
            var claimSet = parsed.getJWTClaimsSet().getClaims();
            var jwt = Jwt.withTokenValue(proof)
                    .headers(all -> all.putAll(header.toJSONObject()))
                    .claims(all -> all.putAll(claims.convert(claimSet)))
                    .build();
            var result = rule.validate(jwt);
            if (result.hasErrors()) {
                throw new JwtValidationException("The proof does not fit the request", result.getErrors());
            }
            return jwt;
        } catch (ParseException | GeneralSecurityException | IllegalArgumentException cause) {
            throw new BadJwtException("The proof can not be read", cause);
        }
    }

    private static boolean isSigned(SignedJWT proof, @Nullable JWK key) throws GeneralSecurityException {
        if (!(key instanceof OctetKeyPair pair)
                || pair.isPrivate()
                || !Curve.Ed25519.equals(pair.getCurve())
                || pair.getDecodedX().length != BYTES) {
            return false;
        }
        var signature = Signature.getInstance("Ed25519");
        signature.initVerify(publicKey(pair.getDecodedX()));
        signature.update(proof.getSigningInput());
        return signature.verify(proof.getSignature().decode());
    }

    /** RFC 8032, section 5.1.2: little-endian, with the sign in the highest bit. */
    private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        var bytes = new byte[BYTES];
        for (int index = 0; index < BYTES; index++) {
            bytes[index] = encoded[BYTES - 1 - index];
        }
        boolean odd = (bytes[0] & ODD) != 0;
        bytes[0] &= ~ODD;
        var point = new EdECPoint(odd, new BigInteger(1, bytes));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}
