package dev.gatehouse.auth.key;

import com.nimbusds.jose.JOSEException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SignatureException;

/** Checks signatures of one key with the JDK. */
record Verifier(SigningAlgorithm algorithm, PublicKey key) {

    static Verifier of(SigningKey key) {
        try {
            return new Verifier(key.algorithm(), Jwks.publicKey(key.publicJwk()));
        } catch (JOSEException | GeneralSecurityException cause) {
            throw new IllegalStateException("The signing key " + key.kid() + " can not be used", cause);
        }
    }

    boolean verifies(byte[] input, byte[] signature) {
        try {
            var verifying = algorithm.verifying(key);
            verifying.update(input);
            return verifying.verify(signature);
        } catch (SignatureException _) {
            // Not even the shape of a signature.
            return false;
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("Signatures of " + algorithm.getName() + " can not be checked", cause);
        }
    }
}
