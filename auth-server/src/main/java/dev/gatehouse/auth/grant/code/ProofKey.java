package dev.gatehouse.auth.grant.code;

import dev.gatehouse.auth.token.OpaqueToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Proof key for code exchange, with S256 only: who redeems a code shows that it began the flow.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.6">RFC 7636, section 4.6</a>
 */
final class ProofKey {

    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9\\-._~]{43,128}");

    private ProofKey() {}

    /**
     * Tells whether the verifier belongs to the challenge. Whether there must be a challenge was decided when the code
     * was asked for; where there was none, there is no verifier either (OAuth 2.1, section 4.1.3).
     */
    static boolean proves(@Nullable String verifier, @Nullable String challenge) {
        if (challenge == null || challenge.isEmpty()) {
            return verifier == null || verifier.isEmpty();
        }
        var expected = verifier == null ? null : challenge(verifier);
        return expected != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.US_ASCII), challenge.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the challenge of a verifier; null for what can't be one. */
    static @Nullable String challenge(String verifier) {
        return VERIFIER.matcher(verifier).matches()
                ? Base64.getUrlEncoder().withoutPadding().encodeToString(OpaqueToken.digest(verifier))
                : null;
    }
}
