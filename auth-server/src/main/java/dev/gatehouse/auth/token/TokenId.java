package dev.gatehouse.auth.token;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The {@code jti} of an access token. To everybody else it is a random string; to us it also names the grant that the
 * token came from, so that no row is needed for each token.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519#section-4.1.7">RFC 7519, section 4.1.7</a>
 */
public final class TokenId {

    private static final int GRANT_BYTES = 16;
    private static final int RANDOM_BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private TokenId() {}

    /** Makes the id of a new token, of a grant or (client credentials) of none. */
    static String next(@Nullable UUID grantId) {
        var random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        var bytes = ByteBuffer.allocate((grantId == null ? 0 : GRANT_BYTES) + RANDOM_BYTES);
        if (grantId != null) {
            bytes.putLong(grantId.getMostSignificantBits()).putLong(grantId.getLeastSignificantBits());
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes.put(random).array());
    }

    /** Returns the grant that a token came from; empty for a token that a client got for itself. */
    public static Optional<UUID> grantOf(String jti) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(jti));
            return bytes.remaining() == GRANT_BYTES + RANDOM_BYTES
                    ? Optional.of(new UUID(bytes.getLong(), bytes.getLong()))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
