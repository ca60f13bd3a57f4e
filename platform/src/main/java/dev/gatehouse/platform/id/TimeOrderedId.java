package dev.gatehouse.platform.id;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Ids that no two nodes make twice and that new rows have in ascending order, so that an index grows at one end.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562, section 5.7, UUID version 7</a>
 */
public final class TimeOrderedId {

    private static final SecureRandom RANDOM = new SecureRandom();

    private TimeOrderedId() {}

    /** Returns a new id: 48 bits of milliseconds, 74 random bits. */
    public static UUID next() {
        long time = System.currentTimeMillis() << 16 | 0x7000 | RANDOM.nextInt(1 << 12);
        long random = RANDOM.nextLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(time, random);
    }
}
