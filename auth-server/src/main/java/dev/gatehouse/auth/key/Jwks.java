package dev.gatehouse.auth.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;

/** JSON Web Keys as the JDK's keys. */
final class Jwks {

    private Jwks() {}

    /**
     * Gives a key its use, its algorithm, and its thumbprint as its name.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7638">RFC 7638</a>
     */
    static JWK named(JWK jwk, SigningAlgorithm algorithm) throws JOSEException {
        return named(jwk, algorithm, jwk.computeThumbprint().toString());
    }

    /** Gives a key from elsewhere its use and algorithm; it keeps the name that tokens may carry already. */
    static JWK keepingName(JWK jwk, SigningAlgorithm algorithm) throws JOSEException {
        var kid = jwk.getKeyID();
        return kid == null || kid.isBlank() ? named(jwk, algorithm) : named(jwk, algorithm, kid);
    }

    private static JWK named(JWK jwk, SigningAlgorithm algorithm, String kid) {
        return switch (jwk) {
            case ECKey key ->
                new ECKey.Builder(key)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm.jws())
                        .keyID(kid)
                        .build();
            case RSAKey key ->
                new RSAKey.Builder(key)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm.jws())
                        .keyID(kid)
                        .build();
            case OctetKeyPair key ->
                new OctetKeyPair.Builder(key)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm.jws())
                        .keyID(kid)
                        .build();
            default -> throw unsuited(jwk);
        };
    }

    private static IllegalArgumentException unsuited(JWK jwk) {
        return new IllegalArgumentException("Keys of the type " + jwk.getKeyType() + " do not sign");
    }

    static PrivateKey privateKey(JWK jwk) throws JOSEException, GeneralSecurityException {
        return switch (jwk) {
            case ECKey key -> key.toECPrivateKey();
            case RSAKey key -> key.toRSAPrivateKey();
            case OctetKeyPair key -> Ed25519.privateKey(key);
            default -> throw unsuited(jwk);
        };
    }

    static PublicKey publicKey(JWK jwk) throws JOSEException, GeneralSecurityException {
        return switch (jwk) {
            case ECKey key -> key.toECPublicKey();
            case RSAKey key -> key.toRSAPublicKey();
            case OctetKeyPair key -> Ed25519.publicKey(key);
            default -> throw unsuited(jwk);
        };
    }
}
