package dev.gatehouse.auth.grant.refresh;

import dev.gatehouse.auth.token.OpaqueToken;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * A refresh token that may be ours. The first of a family is 256 random bits; a successor is that first one, its number
 * in the line and 256 random bits of its own. So a spent token is known for what it is as long as its family lives,
 * although there is one row for all of them: its beginning leads there, and only holders know that. A checksum tells
 * a token that was cut or mistyped from one that was spent.
 *
 * @param first the first token of the family
 * @param generation how many tokens of the family came before
 */
record RefreshToken(OpaqueToken token, OpaqueToken first, int generation) {

    private static final int FIRST_LENGTH = 49;
    private static final int RANDOM_BYTES = 32;
    private static final int CHECKED_LENGTH = FIRST_LENGTH + (Integer.BYTES + RANDOM_BYTES) / 3 * 4;
    private static final int CHECKSUM_LENGTH = 12;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** Reads what somebody presents; empty for what we can not have made. */
    static Optional<RefreshToken> read(String presented) {
        if (!OpaqueToken.Kind.REFRESH_TOKEN.isKindOf(presented)) {
            return Optional.empty();
        }
        var token = new OpaqueToken(presented);
        return switch (presented.length()) {
            case FIRST_LENGTH -> Optional.of(new RefreshToken(token, token, 0));
            case CHECKED_LENGTH + CHECKSUM_LENGTH -> successor(token);
            default -> Optional.empty();
        };
    }

    private static Optional<RefreshToken> successor(OpaqueToken token) {
        var checked = token.value().substring(0, CHECKED_LENGTH);
        if (!token.value().endsWith(checksum(checked))) {
            return Optional.empty();
        }
        try {
            var own = Base64.getUrlDecoder().decode(checked.substring(FIRST_LENGTH));
            return Optional.of(new RefreshToken(
                    token,
                    new OpaqueToken(checked.substring(0, FIRST_LENGTH)),
                    ByteBuffer.wrap(own).getInt()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Makes the next token of the line. */
    RefreshToken next() {
        var random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        var own = ByteBuffer.allocate(Integer.BYTES + RANDOM_BYTES)
                .putInt(generation + 1)
                .put(random)
                .array();
        var checked = first.value() + ENCODER.encodeToString(own);
        return new RefreshToken(new OpaqueToken(checked + checksum(checked)), first, generation + 1);
    }

    private static String checksum(String checked) {
        return ENCODER.encodeToString(OpaqueToken.digest(checked)).substring(0, CHECKSUM_LENGTH);
    }
}
