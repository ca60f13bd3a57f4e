package dev.gatehouse.auth.client;

import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.token.TokenContent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
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

    private static final String METADATA = "gatehouse.metadata";
    private static final String GRANT_TIME_TO_LIVE = "gatehouse.grant-time-to-live";
    private static final String ID_TOKEN_TIME_TO_LIVE = "gatehouse.id-token-time-to-live";
    private static final String TOKENS_ENDED_AT = "gatehouse.tokens-ended-at";

    /** The name of the profile in the settings of a client. */
    static final String FAPI = "fapi2";

    /** FAPI 2.0 Security Profile, section 5.4.1. */
    private static final Set<SigningAlgorithm> FAPI_ALGORITHMS =
            EnumSet.of(SigningAlgorithm.PS256, SigningAlgorithm.ES256, SigningAlgorithm.EdDSA);

    private ClientPolicy() {}

    /** Returns how long a grant to the client can be refreshed at all. */
    public static Duration grantTimeToLive(RegisteredClient client) {
        return Objects.requireNonNull(client.getTokenSettings().getSetting(GRANT_TIME_TO_LIVE));
    }

    /** Returns how the client wants its ID tokens. */
    public static TokenContent.IdTokenSettings idToken(RegisteredClient client) {
        return new TokenContent.IdTokenSettings(
                idTokenAlgorithm(client),
                Objects.requireNonNull(client.getTokenSettings().getSetting(ID_TOKEN_TIME_TO_LIVE)),
                Map.of());
    }

    /** Returns what the client's ID tokens are signed with ({@code id_token_signed_response_alg}). */
    private static SigningAlgorithm idTokenAlgorithm(RegisteredClient client) {
        return allowed(client, algorithm(metadata(client).idTokenAlgorithm()).orElse(SigningAlgorithm.RS256));
    }

    private static SigningAlgorithm allowed(RegisteredClient client, SigningAlgorithm wanted) {
        return isFapi(client) && !FAPI_ALGORITHMS.contains(wanted) ? SigningAlgorithm.ES256 : wanted;
    }

    /**
     * Returns what signed introspection answers are signed with: RS256 for who has not asked for anything else (RFC 9701,
     * section 6), unless its profile forbids that.
     */
    public static SigningAlgorithm introspectionAlgorithm(RegisteredClient client) {
        return isFapi(client) ? idTokenAlgorithm(client) : SigningAlgorithm.RS256;
    }

    /** Returns what userinfo answers are signed with; empty where they are plain JSON. */
    public static Optional<SigningAlgorithm> userInfoAlgorithm(RegisteredClient client) {
        return algorithm(metadata(client).openIdOrUsual().userInfoAlgorithm()).map(wanted -> allowed(client, wanted));
    }

    /** Returns what authorization responses are signed with where they are JWTs. */
    public static SigningAlgorithm responseAlgorithm(RegisteredClient client) {
        return algorithm(metadata(client).openIdOrUsual().responseAlgorithm())
                .map(wanted -> allowed(client, wanted))
                .orElse(idTokenAlgorithm(client));
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

    /** Returns what the client may sign its assertions with. */
    public static Set<SigningAlgorithm> assertionAlgorithms(RegisteredClient client) {
        return signedWith(client, metadata(client).keysOrNone().authenticationAlgorithm());
    }

    /** Returns what the client may sign its authorization requests with. */
    public static Set<SigningAlgorithm> requestAlgorithms(RegisteredClient client) {
        return signedWith(client, metadata(client).rulesOrUsual().requestAlgorithm());
    }

    /** Returns what the client may sign its proofs of holding a key with (RFC 9449). */
    public static Set<SigningAlgorithm> proofAlgorithms(RegisteredClient client) {
        return signedWith(client, null);
    }

    private static Set<SigningAlgorithm> signedWith(RegisteredClient client, @Nullable String registered) {
        var allowed = EnumSet.allOf(SigningAlgorithm.class);
        algorithm(registered).ifPresent(only -> allowed.retainAll(Set.of(only)));
        if (isFapi(client)) {
            allowed.retainAll(FAPI_ALGORITHMS);
        }
        return allowed;
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

    /** The path under which logos are shown; the client's id follows. */
    public static final String LOGOS = "/client-logos/";

    /** Returns where the client has its logo. */
    public static Optional<URI> logo(RegisteredClient client) {
        var presentation = metadata(client).presentation();
        return presentation == null
                ? Optional.empty()
                : Optional.ofNullable(presentation.logoUri()).map(URI::create);
    }

    /**
     * Returns what people are shown of a client that nobody here vouches for, besides its name.
     *
     * @see <a href="https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata">OpenID Connect Dynamic
     *     Client Registration, section 2</a>
     */
    public static Optional<About> about(RegisteredClient client) {
        return Optional.ofNullable(metadata(client).presentation())
                .filter(shown -> shown.logoUri() != null || shown.policyUri() != null || shown.tosUri() != null)
                .map(shown -> new About(
                        client.getClientName(),
                        shown.logoUri() == null ? null : LOGOS + client.getId(),
                        shown.policyUri(),
                        shown.tosUri()));
    }

    /**
     * What people are shown.
     *
     * @param logo a path of ours
     * @param policy how it uses what it learns ({@code policy_uri})
     * @param terms its terms of service ({@code tos_uri})
     */
    public record About(
            String name,
            @Nullable String logo,
            @Nullable String policy,
            @Nullable String terms) {}

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

    private static Optional<SigningAlgorithm> algorithm(@Nullable String name) {
        return name == null ? Optional.empty() : SigningAlgorithm.of(name);
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
