package dev.gatehouse.auth.client;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a client besides its name and secrets; kept as JSON, never queried.
 *
 * @param accessTokenSeconds absent, as with the others: the lifetime that the issuer's settings give
 * @param resources which resources it may name (RFC 8707)
 * @param servedAudiences which audiences it serves as a resource server
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7591#section-2">RFC 7591, section 2, Client Metadata</a>
 */
record ClientMetadata(
        Set<String> authenticationMethods,
        Set<String> grantTypes,
        Set<String> redirectUris,
        Set<String> postLogoutRedirectUris,
        Set<String> scopes,
        boolean consentRequired,
        boolean refreshTokensReused,
        String idTokenAlgorithm,
        @Nullable Long codeSeconds,
        @Nullable Long accessTokenSeconds,
        @Nullable Long refreshTokenSeconds,
        @Nullable Long grantSeconds,
        @Nullable Set<String> resources,
        @Nullable Set<String> servedAudiences) {

    static ClientMetadata of(DeclaredClients.Declared declared) {
        var registration = declared.registration();
        var token = declared.token();
        return new ClientMetadata(
                registration.clientAuthenticationMethods(),
                registration.authorizationGrantTypes(),
                registration.redirectUris(),
                registration.postLogoutRedirectUris(),
                registration.scopes(),
                declared.requireAuthorizationConsent(),
                token.reuseRefreshTokens(),
                token.idTokenSignatureAlgorithm(),
                seconds(token.authorizationCodeTimeToLive()),
                seconds(token.accessTokenTimeToLive()),
                seconds(token.refreshTokenTimeToLive()),
                seconds(token.grantTimeToLive()),
                registration.resources(),
                registration.servedAudiences());
    }

    private static @Nullable Long seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toSeconds();
    }
}
