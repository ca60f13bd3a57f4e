package dev.gatehouse.auth.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** What this server knows of a client beyond what Spring's {@link RegisteredClient} has a place for. */
public final class ClientPolicy {

    private static final String GRANT_TIME_TO_LIVE = "gatehouse.grant-time-to-live";
    private static final String RESOURCES = "gatehouse.resources";
    private static final String TOKENS_ENDED_AT = "gatehouse.tokens-ended-at";

    private ClientPolicy() {}

    /** Returns how long a grant to the client can be refreshed at all. */
    public static Duration grantTimeToLive(RegisteredClient client) {
        return Objects.requireNonNull(client.getTokenSettings().getSetting(GRANT_TIME_TO_LIVE));
    }

    /** Returns the resources that the client may name (RFC 8707), besides those that tokens are for anyway. */
    public static Set<String> resources(RegisteredClient client) {
        return Objects.requireNonNull(client.getClientSettings().getSetting(RESOURCES));
    }

    /** Returns when all tokens of the client were ended, if ever. */
    public static @Nullable Instant tokensEndedAt(RegisteredClient client) {
        return client.getClientSettings().getSetting(TOKENS_ENDED_AT);
    }

    static ClientSettings.Builder keep(
            ClientSettings.Builder settings, Set<String> resources, @Nullable Instant tokensEndedAt) {
        settings.setting(RESOURCES, resources);
        return tokensEndedAt == null ? settings : settings.setting(TOKENS_ENDED_AT, tokensEndedAt);
    }

    static TokenSettings.Builder keep(TokenSettings.Builder settings, Duration grantTimeToLive) {
        return settings.setting(GRANT_TIME_TO_LIVE, grantTimeToLive);
    }
}
