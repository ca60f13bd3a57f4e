package dev.gatehouse.auth.key;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The life of signing keys.
 *
 * @param algorithms what tokens can be signed with; ES256 is needed for access tokens, RS256 by OpenID Connect
 * @param rotationInterval how long a key signs before the next one does
 * @param jwksMaxAge how long anybody may use the published keys before asking again
 * @param clockSkew how far the clocks of nodes may be apart, and how much later a node may see a change
 * @param keyStore a key store of the JDK that has the keys; without one, this server makes keys and rotates them
 */
@ConfigurationProperties("gatehouse.key")
public record KeySettings(
        @DefaultValue({"ES256", "RS256", "PS256", "ES384", "EdDSA"})
        List<SigningAlgorithm> algorithms,

        @DefaultValue("90d") Duration rotationInterval,
        @DefaultValue("60s") Duration jwksMaxAge,
        @DefaultValue("2m") Duration clockSkew,
        @Nullable KeyStoreSettings keyStore) {

    /** A node that the database can't nudge looks at the keys every second. */
    private static final Duration SHORTEST_SKEW = Duration.ofSeconds(2);

    public KeySettings {
        if (!algorithms.contains(SigningAlgorithm.ES256) || !algorithms.contains(SigningAlgorithm.RS256)) {
            throw new UnfitSetting(
                    "gatehouse.key.algorithms lacks ES256 or RS256.",
                    "Access tokens are signed with ES256, and OpenID Connect requires RS256; add them.");
        }
        if (!jwksMaxAge.isPositive() || clockSkew.compareTo(SHORTEST_SKEW) < 0) {
            throw new UnfitSetting(
                    "gatehouse.key.jwks-max-age must be longer than nothing, clock-skew two seconds at least.",
                    "Leave them out.");
        }
        var ahead = jwksMaxAge.plus(clockSkew);
        if (rotationInterval.compareTo(ahead) <= 0) {
            throw new UnfitSetting(
                    "gatehouse.key.rotation-interval is " + rotationInterval + ", but a key must be published for "
                            + ahead + " before it signs.",
                    "Rotate less often, or lower gatehouse.key.jwks-max-age or clock-skew.");
        }
    }

    /** Returns how long a key is published before it signs: whoever verifies has seen it by then. */
    Duration publishedAhead() {
        return jwksMaxAge.plus(clockSkew);
    }

    /**
     * Returns how long a key stays published after its last signature.
     *
     * @param longestToken the longest life of anything that it signed
     */
    Duration publishedAfter(Duration longestToken) {
        return longestToken.plus(clockSkew);
    }

    /**
     * A key store.
     *
     * @param location a file; or the name of a PKCS#11 provider's configuration, with the type PKCS11
     * @param type PKCS12 or PKCS11
     * @param password opens the store and the keys in it
     * @param active the alias of the key that signs, for each algorithm
     * @param retiring the aliases of keys that are published only, for each algorithm
     */
    record KeyStoreSettings(
            String location,
            @DefaultValue("PKCS12") String type,
            @DefaultValue("") String password,
            @DefaultValue Map<SigningAlgorithm, String> active,
            @DefaultValue Map<SigningAlgorithm, List<String>> retiring) {

        @Override
        public String toString() {
            return "KeyStoreSettings[" + location + "]";
        }
    }
}
