package dev.gatehouse.auth.client;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Clients declared in configuration, under Spring's own names. They differ from Spring's in their defaults: proof keys
 * are required, refresh tokens rotate, and lifetimes that are left out are those of {@code gatehouse.token}.
 *
 * @param client the clients, each under a name of the operator's choice
 */
@ConfigurationProperties("spring.security.oauth2.authorizationserver")
record DeclaredClients(@DefaultValue Map<String, Declared> client) {

    /**
     * One client.
     *
     * @param registration what RFC 7591 calls its metadata
     * @param requireAuthorizationConsent whether people are asked before it gets what it wants
     * @param token how long its tokens live, and of what kind they are
     */
    record Declared(
            Registration registration,
            @DefaultValue("false") boolean requireAuthorizationConsent,
            @DefaultValue Token token) {}

    /**
     * The client's metadata.
     *
     * @param clientId what it calls itself
     * @param clientSecret <code>{noop}</code> and the secret itself, or an encoded one such as <code>{bcrypt}…</code>
     * @param clientSecretOverlap how long the secret of before still works when another one is given; zero: not at all
     * @param clientName what people see on the consent page
     * @param clientAuthenticationMethods client_secret_basic, client_secret_post or none
     * @param authorizationGrantTypes authorization_code, refresh_token, client_credentials
     * @param redirectUris where codes may be sent; compared character by character, but for the port of a loopback
     *     address
     * @param postLogoutRedirectUris where people may be sent after signing out
     * @param scopes what it may ask for
     * @param resources the resources it may name in its requests (RFC 8707), besides the default audience
     * @param servedAudiences the audiences that it serves as a resource server; it may introspect tokens for them
     */
    record Registration(
            String clientId,
            @Nullable String clientSecret,
            @DefaultValue("0s") Duration clientSecretOverlap,
            @Nullable String clientName,
            @DefaultValue Set<String> clientAuthenticationMethods,
            @DefaultValue Set<String> authorizationGrantTypes,
            @DefaultValue Set<String> redirectUris,
            @DefaultValue Set<String> postLogoutRedirectUris,
            @DefaultValue Set<String> scopes,
            @DefaultValue Set<String> resources,
            @DefaultValue Set<String> servedAudiences) {

        @Override
        public String toString() {
            return "Registration[" + clientId + "]";
        }
    }

    /**
     * The client's tokens.
     *
     * @param authorizationCodeTimeToLive how long a code can be redeemed
     * @param accessTokenTimeToLive how long an access token is accepted
     * @param refreshTokenTimeToLive how long a refresh token may lie unused
     * @param grantTimeToLive how long a grant can be refreshed at all
     * @param reuseRefreshTokens whether a refresh leaves the refresh token as it is; only for confidential clients
     * @param idTokenSignatureAlgorithm RS256, ES256, PS256, ES384 or EdDSA ({@code id_token_signed_response_alg})
     */
    record Token(
            @Nullable Duration authorizationCodeTimeToLive,
            @Nullable Duration accessTokenTimeToLive,
            @Nullable Duration refreshTokenTimeToLive,
            @Nullable Duration grantTimeToLive,
            @DefaultValue("false") boolean reuseRefreshTokens,
            @DefaultValue("RS256") String idTokenSignatureAlgorithm) {}
}
