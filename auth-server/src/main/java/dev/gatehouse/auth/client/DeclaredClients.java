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
     * @param requireProofKey whether it must use PKCE; only confidential clients may leave it out
     * @param jwkSetUri where it publishes its keys ({@code jwks_uri})
     * @param jwkSet its public keys, a JWK Set as JSON ({@code jwks})
     * @param tokenEndpointAuthenticationSigningAlgorithm what it signs its assertions with; if left out, whatever its
     *     key is for
     * @param token how long its tokens live, and of what kind they are
     * @param protocol what is demanded of its requests
     * @param openid what OpenID Connect adds
     * @param tokenExchange how it may trade tokens for others
     */
    record Declared(
            Registration registration,
            @DefaultValue("false") boolean requireAuthorizationConsent,
            @DefaultValue("true") boolean requireProofKey,
            @Nullable String jwkSetUri,
            @Nullable String jwkSet,
            @Nullable String tokenEndpointAuthenticationSigningAlgorithm,
            @DefaultValue Token token,
            @DefaultValue Protocol protocol,
            @DefaultValue OpenId openid,
            @DefaultValue TokenExchange tokenExchange) {}

    /**
     * How a client may trade tokens for others (RFC 8693).
     *
     * @param impersonation whether the new tokens need not say that the client acts
     * @param subjectClients the clients whose tokens it may trade, besides those made for it
     */
    record TokenExchange(
            @DefaultValue("false") boolean impersonation,
            @DefaultValue Set<String> subjectClients) {}

    /**
     * What is demanded of a client's requests.
     *
     * @param profile {@code fapi2}: all rules of the FAPI 2.0 Security Profile apply to the client
     * @param requirePushedAuthorizationRequests whether its authorization requests must be pushed (RFC 9126)
     * @param requireSignedRequestObject whether its authorization requests must be signed (RFC 9101)
     * @param requestObjectSigningAlgorithm what it signs them with; if left out, whatever its key is for
     * @param dpopBoundAccessTokens whether its tokens must be bound to a key (RFC 9449)
     * @param tlsClientCertificateBoundAccessTokens whether its tokens are bound to its certificate (RFC 8705)
     * @param tlsClientAuthSubjectDn the subject of the certificate that it authenticates with ({@code tls_client_auth})
     */
    record Protocol(
            @Nullable String profile,
            @DefaultValue("false") boolean requirePushedAuthorizationRequests,
            @DefaultValue("false") boolean requireSignedRequestObject,
            @Nullable String requestObjectSigningAlgorithm,
            @DefaultValue("false") boolean dpopBoundAccessTokens,
            @DefaultValue("false") boolean tlsClientCertificateBoundAccessTokens,
            @Nullable String tlsClientAuthSubjectDn) {}

    /**
     * What OpenID Connect adds.
     *
     * @param pairwiseSector the host that the client shares its subjects with: only clients of one sector know a person
     *     by the same {@code sub}; if left out, all clients do
     * @param userinfoSignedResponseAlgorithm what userinfo answers are signed with; if left out, they are plain JSON
     * @param authorizationSignedResponseAlgorithm what authorization responses are signed with where the client wants
     *     them as JWTs; as its ID tokens, if left out
     * @param introspectionSignedResponseAlgorithm what introspection answers are signed with where the client wants
     *     them as JWTs; with RS256 if left out (RFC 9701, section 6)
     * @param defaultMaxAge how old a sign-in may be where a request does not say
     * @param backchannelLogoutUri where the client hears that a session has ended
     * @param offlineAccessWithoutConsent whether the client, being our own, gets {@code offline_access} without people
     *     being asked
     */
    record OpenId(
            @Nullable String pairwiseSector,
            @Nullable String userinfoSignedResponseAlgorithm,
            @Nullable String authorizationSignedResponseAlgorithm,
            @Nullable String introspectionSignedResponseAlgorithm,
            @Nullable Duration defaultMaxAge,
            @Nullable String backchannelLogoutUri,
            @DefaultValue("false") boolean offlineAccessWithoutConsent) {}

    /**
     * The client's metadata.
     *
     * @param clientId what it calls itself
     * @param clientSecret <code>{noop}</code> and the secret itself, or an encoded one such as <code>{bcrypt}…</code>
     * @param clientSecretOverlap how long the secret of before still works when another one is given; zero: not at all
     * @param clientName what people see on the consent page
     * @param clientAuthenticationMethods client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt,
     *     tls_client_auth, self_signed_tls_client_auth or none
     * @param authorizationGrantTypes authorization_code, refresh_token, client_credentials and, under
     *     {@code urn:ietf:params:oauth:grant-type:}, device_code, token-exchange, jwt-bearer
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
     * @param idTokenTimeToLive how long an ID token is a fresh statement
     * @param idTokenSignatureAlgorithm RS256, ES256, PS256, ES384 or EdDSA ({@code id_token_signed_response_alg})
     */
    record Token(
            @Nullable Duration authorizationCodeTimeToLive,
            @Nullable Duration accessTokenTimeToLive,
            @Nullable Duration refreshTokenTimeToLive,
            @Nullable Duration grantTimeToLive,
            @Nullable Duration idTokenTimeToLive,
            @DefaultValue("false") boolean reuseRefreshTokens,
            @DefaultValue("RS256") String idTokenSignatureAlgorithm) {}
}
