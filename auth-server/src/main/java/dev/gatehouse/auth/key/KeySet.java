package dev.gatehouse.auth.key;

import com.nimbusds.jose.jwk.JWKSet;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All published keys at one moment, with everything made of them that is needed again and again.
 *
 * @param keys the keys themselves
 * @param published their public halves
 * @param active the key that signs, for each algorithm
 * @param verifiers by the name of their key
 * @param document the published halves as they are sent
 * @param tag tells this document from every other
 */
record KeySet(
        List<SigningKey> keys,
        JWKSet published,
        Map<SigningAlgorithm, SigningKey> active,
        Map<String, Verifier> verifiers,
        byte[] document,
        String tag) {

    static KeySet of(List<SigningKey> keys) {
        var active = new EnumMap<SigningAlgorithm, SigningKey>(SigningAlgorithm.class);
        var verifiers = new HashMap<String, Verifier>();
        for (var key : keys) {
            if (key.state() == SigningKey.State.ACTIVE) {
                active.put(key.algorithm(), key);
            }
            verifiers.put(key.kid(), Verifier.of(key));
        }
        var published = new JWKSet(keys.stream().map(SigningKey::publicJwk).toList());
        var document = published.toString(true).getBytes(StandardCharsets.UTF_8);
        return new KeySet(keys, published, active, verifiers, document, tag(document));
    }

    private static String tag(byte[] document) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(document);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("This JDK has no SHA-256", cause);
        }
    }

    /** Returns the key that signs now. */
    SigningKey signing(SigningAlgorithm algorithm) {
        var key = active.get(algorithm);
        if (key == null) {
            throw new IllegalStateException("There is no active signing key for " + algorithm.getName());
        }
        return key;
    }

    @Nullable
    Verifier verifier(String kid) {
        return verifiers.get(kid);
    }
}
