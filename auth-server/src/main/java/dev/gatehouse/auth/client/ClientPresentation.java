package dev.gatehouse.auth.client;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * What people are shown of a client that nobody here vouches for.
 *
 * @param logo a path of ours
 * @param policy how it uses what it learns ({@code policy_uri})
 * @param terms its terms of service ({@code tos_uri})
 * @see <a href="https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata">OpenID Connect Dynamic
 *     Client Registration, section 2</a>
 */
public record ClientPresentation(
        String name,
        @Nullable String logo,
        @Nullable String policy,
        @Nullable String terms) {

    /** The path under which logos are shown; the client's id follows. */
    public static final String LOGOS = "/client-logos/";

    /** Returns what there is to show besides the client's name. */
    public static Optional<ClientPresentation> of(RegisteredClient client) {
        return Optional.ofNullable(ClientPolicy.metadata(client).presentation())
                .filter(shown -> shown.logoUri() != null || shown.policyUri() != null || shown.tosUri() != null)
                .map(shown -> new ClientPresentation(
                        client.getClientName(),
                        shown.logoUri() == null ? null : LOGOS + client.getId(),
                        shown.policyUri(),
                        shown.tosUri()));
    }

    /** Returns where the client itself has its logo. */
    public static Optional<URI> logoUri(RegisteredClient client) {
        return Optional.ofNullable(ClientPolicy.metadata(client).presentation())
                .map(ClientMetadata.Presentation::logoUri)
                .map(URI::create);
    }
}
