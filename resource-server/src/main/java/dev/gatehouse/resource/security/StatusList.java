package dev.gatehouse.resource.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * A list as it was at a moment.
 *
 * @param bytes eight bits each, the lowest first
 * @param timeToLive how long the issuer says it may be used
 * @param tag what the issuer calls this version of it
 */
record StatusList(byte[] bytes, Instant fetchedAt, Duration timeToLive, String tag) {

    /** 2^23 bits; what inflates to more is no list but an attack. */
    private static final int LARGEST = 1 << 20;

    private static final Duration USUAL_TIME_TO_LIVE = Duration.ofSeconds(5);
    private static final Duration LONGEST_TIME_TO_LIVE = Duration.ofHours(1);

    /** Reads a list from a JWT whose signature was checked. */
    static StatusList of(Jwt jwt, String uri, String tag, Instant now) {
        if (!uri.equals(jwt.getSubject())
                || !(jwt.getClaim("status_list") instanceof Map<?, ?> list)
                || !(list.get("bits") instanceof Number bits)
                || bits.intValue() != 1
                || !(list.get("lst") instanceof String compressed)) {
            throw new BadJwtException("Not the status list that was asked for");
        }
        return new StatusList(inflate(compressed), now, timeToLive(jwt), tag);
    }

    private static Duration timeToLive(Jwt jwt) {
        if (!(jwt.getClaim("ttl") instanceof Number seconds) || seconds.longValue() < 1) {
            return USUAL_TIME_TO_LIVE;
        }
        return seconds.longValue() > LONGEST_TIME_TO_LIVE.toSeconds()
                ? LONGEST_TIME_TO_LIVE
                : Duration.ofSeconds(seconds.longValue());
    }

    private static byte[] inflate(String compressed) {
        try (var inflated = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(compressed)))) {
            var bytes = inflated.readNBytes(LARGEST);
            if (inflated.read() >= 0) {
                throw new BadJwtException("The status list is too long");
            }
            return bytes;
        } catch (IOException | IllegalArgumentException damaged) {
            throw new BadJwtException("The status list is damaged", damaged);
        }
    }

    StatusList stillTrue(Instant now) {
        return new StatusList(bytes, now, timeToLive, tag);
    }

    boolean isOlderThan(Duration age, Instant now) {
        return fetchedAt.plus(age).isBefore(now);
    }

    /** A place outside of the list is not one that its issuer gave out. */
    boolean isSet(long index) {
        if (index < 0 || index >= (long) bytes.length * Byte.SIZE) {
            return true;
        }
        return (bytes[(int) (index / Byte.SIZE)] >> (index % Byte.SIZE) & 1) == 1;
    }
}
