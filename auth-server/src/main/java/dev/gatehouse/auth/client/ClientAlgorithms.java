package dev.gatehouse.auth.client;

import dev.gatehouse.auth.key.SigningAlgorithm;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/** What is signed with which algorithm: for a client by us, and for us by the client. */
public final class ClientAlgorithms {

    /** FAPI 2.0 Security Profile, section 5.4.1. */
    private static final Set<SigningAlgorithm> FAPI_ALGORITHMS =
            EnumSet.of(SigningAlgorithm.PS256, SigningAlgorithm.ES256, SigningAlgorithm.EdDSA);

    private ClientAlgorithms() {}

    /** Returns what the client's ID tokens are signed with ({@code id_token_signed_response_alg}). */
    static SigningAlgorithm ofIdTokens(RegisteredClient client) {
        return allowed(
                client, named(ClientPolicy.metadata(client).idTokenAlgorithm()).orElse(SigningAlgorithm.RS256));
    }

    private static SigningAlgorithm allowed(RegisteredClient client, SigningAlgorithm wanted) {
        return ClientPolicy.isFapi(client) && !FAPI_ALGORITHMS.contains(wanted) ? SigningAlgorithm.ES256 : wanted;
    }

    /**
     * Returns what signed introspection answers are signed with: RS256 for who has not asked for anything else (RFC 9701,
     * section 6), unless its profile forbids that.
     */
    public static SigningAlgorithm ofIntrospection(RegisteredClient client) {
        return named(ClientPolicy.metadata(client).openIdOrUsual().introspectionAlgorithm())
                .map(wanted -> allowed(client, wanted))
                .orElseGet(() -> ClientPolicy.isFapi(client) ? ofIdTokens(client) : SigningAlgorithm.RS256);
    }

    /** Returns what userinfo answers are signed with; empty where they are plain JSON. */
    public static Optional<SigningAlgorithm> ofUserInfo(RegisteredClient client) {
        return named(ClientPolicy.metadata(client).openIdOrUsual().userInfoAlgorithm())
                .map(wanted -> allowed(client, wanted));
    }

    /** Returns what authorization responses are signed with where they are JWTs. */
    public static SigningAlgorithm ofResponses(RegisteredClient client) {
        return named(ClientPolicy.metadata(client).openIdOrUsual().responseAlgorithm())
                .map(wanted -> allowed(client, wanted))
                .orElse(ofIdTokens(client));
    }

    /** Returns what the client may sign its assertions with. */
    public static Set<SigningAlgorithm> ofAssertions(RegisteredClient client) {
        return signedWith(client, ClientPolicy.metadata(client).keysOrNone().authenticationAlgorithm());
    }

    /** Returns what the client may sign its authorization requests with. */
    public static Set<SigningAlgorithm> ofRequests(RegisteredClient client) {
        return signedWith(client, ClientPolicy.metadata(client).rulesOrUsual().requestAlgorithm());
    }

    /** Returns what the client may sign its proofs of holding a key with (RFC 9449). */
    public static Set<SigningAlgorithm> ofProofs(RegisteredClient client) {
        return signedWith(client, null);
    }

    private static Set<SigningAlgorithm> signedWith(RegisteredClient client, @Nullable String registered) {
        var allowed = EnumSet.allOf(SigningAlgorithm.class);
        named(registered).ifPresent(only -> allowed.retainAll(Set.of(only)));
        if (ClientPolicy.isFapi(client)) {
            allowed.retainAll(FAPI_ALGORITHMS);
        }
        return allowed;
    }

    private static Optional<SigningAlgorithm> named(@Nullable String name) {
        return name == null ? Optional.empty() : SigningAlgorithm.of(name);
    }
}
