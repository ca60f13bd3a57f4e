package dev.gatehouse.auth.client;

import dev.gatehouse.auth.token.TokenContent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** What this server knows of a client beyond what Spring's {@link RegisteredClient} has a place for. */
public final class ClientPolicy {

    /** The scope of grants that outlive the browser session (OpenID Connect Core, section 11). */
    public static final String OFFLINE_ACCESS = "offline_access";

    /** The grants that there are here. */
    public static final List<String> GRANT_TYPES = List.of(
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "urn:ietf:params:oauth:grant-type:jwt-bearer");

    private static final String METADATA = "gatehouse.metadata";
    private static final String GRANT_TIME_TO_LIVE = "gatehouse.grant-time-to-live";
    private static final String ID_TOKEN_TIME_TO_LIVE = "gatehouse.id-token-time-to-live";
    private static final String TOKENS_ENDED_AT = "gatehouse.tokens-ended-at";

    /** The name of the profile in the settings of a client. */
    static final String FAPI = "fapi2";

    private ClientPolicy() {}

    /** Returns how long a grant to the client can be refreshed at all. */
    public static Duration grantTimeToLive(RegisteredClient client) {
        return Objects.requireNonNull(client.getTokenSettings().getSetting(GRANT_TIME_TO_LIVE));
    }

    /** Returns how the client wants its ID tokens. */
    public static TokenContent.IdTokenSettings idToken(RegisteredClient client) {
        return new TokenContent.IdTokenSettings(
                ClientAlgorithms.ofIdTokens(client),
                Objects.requireNonNull(client.getTokenSettings().getSetting(ID_TOKEN_TIME_TO_LIVE)),
                Map.of());
    }

    /** Returns the resources that the client may name (RFC 8707), besides those that tokens are for anyway. */
    public static Set<String> resources(RegisteredClient client) {
        return orNone(metadata(client).resources());
    }

    /** Returns the audiences that the client serves as a resource server: it may introspect tokens for them. */
    public static Set<String> servedAudiences(RegisteredClient client) {
        return orNone(metadata(client).servedAudiences());
    }

    /** Returns when all tokens of the client were ended, if ever. */
    public static @Nullable Instant tokensEndedAt(RegisteredClient client) {
        return client.getClientSettings().getSetting(TOKENS_ENDED_AT);
    }

    /**
     * Tells whether a token of the client was issued before all of its tokens were ended. One that it traded for has the
     * bit of the grant that it came from, which goes on.
     */
    public static boolean hasEnded(RegisteredClient client, @Nullable Instant issuedAt) {
        var ended = tokensEndedAt(client);
        return ended != null && (issuedAt == null || issuedAt.isBefore(ended));
    }

    /** Returns the public keys that the client was registered with, as JSON. */
    public static @Nullable String jwkSet(RegisteredClient client) {
        return metadata(client).keysOrNone().set();
    }

    /** Returns where the client publishes its keys. */
    public static @Nullable String jwkSetUri(RegisteredClient client) {
        return metadata(client).keysOrNone().uri();
    }

    /** Returns the subject of the certificate that the client authenticates with ({@code tls_client_auth}). */
    public static @Nullable String certificateSubject(RegisteredClient client) {
        return metadata(client).keysOrNone().certificateSubject();
    }

    /** Tells whether all rules of the FAPI 2.0 Security Profile apply to the client. */
    public static boolean isFapi(RegisteredClient client) {
        return metadata(client).isOf(FAPI);
    }

    /** Tells whether the client's authorization requests must be pushed (RFC 9126). */
    public static boolean requiresPushedRequests(RegisteredClient client) {
        return isFapi(client) || metadata(client).rulesOrUsual().pushedRequestsRequired();
    }

    /** Tells whether the client's authorization requests must be signed (RFC 9101). */
    public static boolean requiresSignedRequests(RegisteredClient client) {
        return metadata(client).rulesOrUsual().signedRequestsRequired();
    }

    /** Tells whether the client's tokens must be bound to a key that it proves to hold (RFC 9449). */
    public static boolean requiresKeyProof(RegisteredClient client) {
        return metadata(client).rulesOrUsual().dpopRequired() || isFapi(client) && !bindsToCertificate(client);
    }

    /** Tells whether the client's tokens are bound to its certificate (RFC 8705). */
    public static boolean bindsToCertificate(RegisteredClient client) {
        return metadata(client).rulesOrUsual().certificateRequired();
    }

    /** Returns the host that the client's pairwise subjects are made for; empty where subjects are public. */
    public static Optional<String> sector(RegisteredClient client) {
        return Optional.ofNullable(metadata(client).openIdOrUsual().sector());
    }

    /** Returns how old a sign-in may be where a request does not say; null: any age. */
    public static @Nullable Duration defaultMaxAge(RegisteredClient client) {
        var seconds = metadata(client).openIdOrUsual().defaultMaxAge();
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    /** Tells whether nobody here vouches for the client: it registered itself, or its own address says what it is. */
    public static boolean isStranger(RegisteredClient client) {
        return metadata(client).presentation() != null;
    }

    /** Tells whether the client gets {@code offline_access} without the person being asked. */
    public static boolean mayStayUnasked(RegisteredClient client) {
        return metadata(client).openIdOrUsual().offlineUnasked();
    }

    /** Tells whether people are never asked about the client, unless it wants them to be. */
    public static boolean needsNoConsent(RegisteredClient client) {
        return !client.getClientSettings().isRequireAuthorizationConsent()
                && !isStranger(client)
                && (mayStayUnasked(client) || !client.getScopes().contains(OFFLINE_ACCESS));
    }

    /** Returns where the client hears that a session has ended. */
    public static Optional<String> backChannelLogoutUri(RegisteredClient client) {
        return Optional.ofNullable(metadata(client).openIdOrUsual().backChannelLogoutUri());
    }

    /** Returns the clients whose tokens this one may trade for others (RFC 8693), besides those made for it. */
    public static Set<String> exchangedClients(RegisteredClient client) {
        var exchange = metadata(client).exchange();
        return exchange == null ? Set.of() : orNone(exchange.subjectClients());
    }

    /** Tells whether tokens that the client trades for others need not say that it acts (RFC 8693, section 1.1). */
    public static boolean mayImpersonate(RegisteredClient client) {
        var exchange = metadata(client).exchange();
        return exchange != null && exchange.impersonation();
    }

    static ClientMetadata metadata(RegisteredClient client) {
        return Objects.requireNonNull(client.getClientSettings().getSetting(METADATA));
    }

    static ClientSettings.Builder keep(
            ClientSettings.Builder settings, ClientMetadata metadata, @Nullable Instant tokensEndedAt) {
        settings.setting(METADATA, metadata);
        return tokensEndedAt == null ? settings : settings.setting(TOKENS_ENDED_AT, tokensEndedAt);
    }

    /** What was stored before there was such a thing names none. */
    private static Set<String> orNone(@Nullable Set<String> values) {
        return values == null ? Set.of() : values;
    }

    static TokenSettings.Builder keep(
            TokenSettings.Builder settings, Duration grantTimeToLive, Duration idTokenTimeToLive) {
        return settings.setting(GRANT_TIME_TO_LIVE, grantTimeToLive).setting(ID_TOKEN_TIME_TO_LIVE, idTokenTimeToLive);
    }
}
