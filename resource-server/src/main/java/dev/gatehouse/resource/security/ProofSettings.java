package dev.gatehouse.resource.security;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is demanded of proofs of holding a key.
 *
 * @param dpopNonceKey 256 bits as Base64, the same for all nodes: each proof must then carry a nonce that one of them has
 *     given out (RFC 9449, section 9). If left out, none need.
 */
@ConfigurationProperties("gatehouse.resource")
record ProofSettings(@Nullable String dpopNonceKey) {

    private static final int KEY_BYTES = 32;

    ProofSettings {
        UnfitSetting.unless(
                dpopNonceKey == null || isKey(dpopNonceKey),
                "gatehouse.resource.dpop-nonce-key must be 32 random bytes as Base64.");
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "ProofSettings[hidden]";
    }
}
