package dev.gatehouse.auth.key;

import java.util.List;

/**
 * Where the issuer's keys live. This server's own database is one such place, a key store of the JDK (a file, or an HSM
 * through PKCS#11) another; a bean of this type that is marked as primary lets any other key manager stand in.
 */
public interface SigningKeySource {

    /**
     * Returns all keys that are published now. It is asked every few seconds, and must return of each algorithm one key
     * that is {@link SigningKey.State#ACTIVE active}.
     */
    List<SigningKey> keys();
}
