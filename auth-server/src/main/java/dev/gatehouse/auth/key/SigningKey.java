package dev.gatehouse.auth.key;

import com.nimbusds.jose.jwk.JWK;

/**
 * A key of ours.
 *
 * @param jwk both halves; its {@code kid} is the RFC 7638 thumbprint
 * @param state where it is in its life
 */
record SigningKey(JWK jwk, State state) {

    /** The life of a key, in order. */
    enum State {
        /** Published, not yet signing. */
        PENDING,
        /** Signing. */
        ACTIVE,
        /** No longer signing, still published for the tokens it signed. */
        RETIRING,
        /** Gone. */
        RETIRED
    }
}
