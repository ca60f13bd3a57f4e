package dev.gatehouse.auth.client;

import dev.gatehouse.auth.key.SigningAlgorithm;
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
    private static final String ID_TOKEN_ALGORITHM = "gatehouse.id-token-algorithm";
    private static final String RESOURCES = "gatehouse.resources";
    private static final String SERVED_AUDIENCES = "gatehouse.served-audiences";
    private static final String TOKENS_ENDED_AT = "gatehouse.tokens-ended-at";

    private ClientPolicy() {}

    /** Returns how long a grant to the client can be refreshed at all. */
    public static Duration grantTimeToLive(RegisteredClient client) {
        return Objects.requireNonNull(client.getTokenSettings().getSetting(GRANT_TIME_TO_LIVE));
    }

    /** Returns what the client's ID tokens are signed with ({@code id_token_signed_response_alg}). */
    public static SigningAlgorithm idTokenAlgorithm(RegisteredClient client) {
        return Objects.requireNonNull(client.getTokenSettings().getSetting(ID_TOKEN_ALGORITHM));
    }

    /** Returns the resources that the client may name (RFC 8707), besides those that tokens are for anyway. */
    public static Set<String> resources(RegisteredClient client) {
        return Objects.requireNonNull(client.getClientSettings().getSetting(RESOURCES));
    }

    /** Returns the audiences that the client serves as a resource server: it may introspect tokens for them. */
    public static Set<String> servedAudiences(RegisteredClient client) {
        return Objects.requireNonNull(client.getClientSettings().getSetting(SERVED_AUDIENCES));
    }

    /** Returns when all tokens of the client were ended, if ever. */
    public static @Nullable Instant tokensEndedAt(RegisteredClient client) {
        return client.getClientSettings().getSetting(TOKENS_ENDED_AT);
    }

    static ClientSettings.Builder keep(
            ClientSettings.Builder settings, ClientMetadata metadata, @Nullable Instant tokensEndedAt) {
        settings.setting(RESOURCES, orNone(metadata.resources()))
                .setting(SERVED_AUDIENCES, orNone(metadata.servedAudiences()));
        return tokensEndedAt == null ? settings : settings.setting(TOKENS_ENDED_AT, tokensEndedAt);
    }

    /** What was stored before there was such a thing names none. */
    private static Set<String> orNone(@Nullable Set<String> values) {
        return values == null ? Set.of() : values;
    }

    static TokenSettings.Builder keep(
            TokenSettings.Builder settings, Duration grantTimeToLive, SigningAlgorithm idTokenAlgorithm) {
        return settings.setting(GRANT_TIME_TO_LIVE, grantTimeToLive).setting(ID_TOKEN_ALGORITHM, idTokenAlgorithm);
    }
}
