package dev.gatehouse.auth.token;

import dev.gatehouse.auth.key.LongestToken;
import dev.gatehouse.platform.seal.UnfitSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long tokens live, where a client does not say otherwise.
 *
 * @param authorizationCodeTimeToLive how long a code can be redeemed
 * @param accessTokenTimeToLive how long an access token is accepted; whoever holds it can use it, so: minutes
 * @param idTokenTimeToLive how long an ID token is a fresh statement
 * @param refreshTokenTimeToLive how long a refresh token may lie unused before the person signs in again
 * @param grantTimeToLive how long a grant can be refreshed at all, however often it is used
 * @param refreshGracePeriod how long after its use a refresh token still gets the same answer again, so that a lost
 *     response or a second tab costs nothing; zero switches it off
 */
@ConfigurationProperties("gatehouse.token")
public record TokenLifetimes(
        @DefaultValue("60s") Duration authorizationCodeTimeToLive,
        @DefaultValue("5m") Duration accessTokenTimeToLive,
        @DefaultValue("10m") Duration idTokenTimeToLive,
        @DefaultValue("14d") Duration refreshTokenTimeToLive,
        @DefaultValue("30d") Duration grantTimeToLive,
        @DefaultValue("10s") Duration refreshGracePeriod)
        implements LongestToken {

    /** No access token lives longer than this: status lists are kept accordingly. */
    public static final Duration LONGEST_ACCESS_TOKEN = Duration.ofDays(1);

    /** Lives are told, and counted, in seconds. */
    public static final Duration SHORTEST = Duration.ofSeconds(1);

    public TokenLifetimes {
        requireSeconds("authorization-code-time-to-live", authorizationCodeTimeToLive);
        requireSeconds("access-token-time-to-live", accessTokenTimeToLive);
        requireSeconds("id-token-time-to-live", idTokenTimeToLive);
        requireSeconds("refresh-token-time-to-live", refreshTokenTimeToLive);
        requireSeconds("grant-time-to-live", grantTimeToLive);
        if (refreshGracePeriod.isNegative()) {
            throw unfit("refresh-grace-period must not be negative.");
        }
        if (accessTokenTimeToLive.compareTo(LONGEST_ACCESS_TOKEN) > 0) {
            throw unfit("access-token-time-to-live must not be longer than a day.");
        }
        if (accessTokenTimeToLive.compareTo(refreshTokenTimeToLive) >= 0) {
            throw unfit("access-token-time-to-live must be shorter than refresh-token-time-to-live.");
        }
    }

    /** Returns how long the bit of a grant is of use: until the last access token of the grant has expired. */
    public static Duration ofBit(Duration grantTimeToLive) {
        return grantTimeToLive.plus(LONGEST_ACCESS_TOKEN);
    }

    /** An access token of any client, or an ID token. */
    @Override
    public Duration life() {
        return idTokenTimeToLive.compareTo(LONGEST_ACCESS_TOKEN) > 0 ? idTokenTimeToLive : LONGEST_ACCESS_TOKEN;
    }

    private static void requireSeconds(String name, Duration value) {
        if (value.compareTo(SHORTEST) < 0) {
            throw unfit(name + " must be a second at least.");
        }
    }

    private static UnfitSetting unfit(String problem) {
        return new UnfitSetting("gatehouse.token." + problem, "Correct it, or leave it out to get the default.");
    }
}
