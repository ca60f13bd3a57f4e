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
     * Gives a key its name, which is its thumbprint, its use and its algorithm.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7638">RFC 7638</a>
     */
    static JWK named(JWK jwk, SigningAlgorithm algorithm) throws JOSEException {
        return switch (jwk) {
            case ECKey key ->
                new ECKey.Builder(key)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm.jws())
                        .keyIDFromThumbprint()
                        .build();
            case RSAKey key ->
                new RSAKey.Builder(key)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm.jws())
                        .keyIDFromThumbprint()
                        .build();
            case OctetKeyPair key ->
                new OctetKeyPair.Builder(key)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm.jws())
                        .keyIDFromThumbprint()
                        .build();
            default -> throw unsuited(jwk);
        };
    }

    /** Gives a key from elsewhere its use and algorithm; it keeps the name that tokens may carry already. */
    static JWK keepingName(JWK jwk, SigningAlgorithm algorithm) throws JOSEException {
        var kid = jwk.getKeyID();
        if (kid == null || kid.isBlank()) {
            return named(jwk, algorithm);
        }
        return switch (jwk) {
            case ECKey key ->
                new ECKey.Builder(key)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm.jws())
                        .build();
            case RSAKey key ->
                new RSAKey.Builder(key)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm.jws())
                        .build();
            case OctetKeyPair key ->
                new OctetKeyPair.Builder(key)
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(algorithm.jws())
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
