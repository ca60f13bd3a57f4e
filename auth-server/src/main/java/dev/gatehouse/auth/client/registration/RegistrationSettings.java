package dev.gatehouse.auth.client.registration;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.platform.seal.UnfitSetting;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Clients that register themselves (RFC 7591, OpenID Connect Dynamic Client Registration).
 *
 * @param mode {@code off}; {@code token}: who has an initial access token; {@code open}: anybody
 * @param initialAccessTokens the tokens that let a client register; each can be used any number of times
 * @param scopes what such a client may ask for, and gets where it does not say
 * @param grantTypes the grants that such a client may be registered for
 * @param resources the resources that such a client may name (RFC 8707), besides the default audience
 * @param requireProofKey whether such a client must use PKCE also if it is confidential; a public one must in any case
 * @param maxClients how many such clients there may be at a time
 */
@ConfigurationProperties("gatehouse.registration")
public record RegistrationSettings(
        @DefaultValue("off") Mode mode,
        @DefaultValue Set<String> initialAccessTokens,

        @DefaultValue({"openid", "profile", "email", "address", "phone", "offline_access"})
        Set<String> scopes,

        @DefaultValue({"authorization_code", "refresh_token"})
        Set<String> grantTypes,

        @DefaultValue Set<String> resources,
        @DefaultValue("true") boolean requireProofKey,
        @DefaultValue("10000") int maxClients) {

    private static final int SHORTEST = 32;

    public RegistrationSettings {
        if (initialAccessTokens.stream().anyMatch(each -> each.length() < SHORTEST)) {
            throw new UnfitSetting(
                    "gatehouse.registration.initial-access-tokens has one that can be guessed.",
                    "Give each at least " + SHORTEST + " random characters.");
        }
        UnfitSetting.unless(
                ClientPolicy.GRANT_TYPES.containsAll(grantTypes),
                "gatehouse.registration.grant-types has a grant type that there is not.");
        UnfitSetting.unless(maxClients >= 0, "gatehouse.registration.max-clients must not be negative.");
        if (mode == Mode.TOKEN && initialAccessTokens.isEmpty()) {
            throw new UnfitSetting(
                    "gatehouse.registration.mode is token, but there is no token.",
                    "Add one to gatehouse.registration.initial-access-tokens.");
        }
    }

    /** Who may register. */
    public enum Mode {
        /** Nobody. */
        OFF,
        /** Whoever has an initial access token. */
        TOKEN,
        /** Anybody. */
        OPEN
    }

    @Override
    public String toString() {
        return "RegistrationSettings[" + mode + "]";
    }
}
