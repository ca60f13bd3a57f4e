package dev.gatehouse.auth.key;

import com.nimbusds.jose.jwk.JWK;

/**
 * A key of this issuer.
 *
 * @param publicJwk the public half; its {@code kid} tells it from every other key of the issuer
 * @param algorithm what it signs with
 * @param state where it is in its life
 * @param signer makes signatures with the private half, wherever that is
 */
public record SigningKey(JWK publicJwk, SigningAlgorithm algorithm, State state, Signer signer) {

    public SigningKey {
        if (publicJwk.isPrivate()) {
            throw new IllegalArgumentException("Only the public half of a key may be shown");
        }
    }

    /** The name of the key in tokens. */
    public String kid() {
        return publicJwk.getKeyID();
    }

    /** The life of a key, in order. */
    public enum State {
        /** Published, not yet signing. */
        PENDING,
        /** Signing. */
        ACTIVE,
        /** No longer signing, still published for the tokens it signed. */
        RETIRING,
        /** Gone. */
        RETIRED
    }

    /** Makes signatures. It is called by many threads at a time. */
    @FunctionalInterface
    public interface Signer {

        /**
         * Signs.
         *
         * @param input what to sign, not yet hashed
         * @return the signature as a JWS carries it
         */
        byte[] sign(byte[] input);
    }
}
