package dev.gatehouse.auth.grant;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * What all token requests have in common: an authenticated client that may use the grant type, and the shape of the
 * answer.
 *
 * @param authentication the client as it proved itself
 * @param client its registration
 */
public record TokenRequest(OAuth2ClientAuthenticationToken authentication, RegisteredClient client) {

    /** Reads a token request, and refuses clients that were not registered for its grant type. */
    public static TokenRequest of(Authentication request, AuthorizationGrantType grantType) {
        return by(request.getPrincipal(), grantType);
    }

    /** Reads a request of an authenticated client, and refuses clients that were not registered for the grant type. */
    public static TokenRequest by(@Nullable Object authentication, AuthorizationGrantType grantType) {
        if (!(authentication instanceof OAuth2ClientAuthenticationToken client) || !client.isAuthenticated()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        var registered = Objects.requireNonNull(client.getRegisteredClient());
        if (!registered.getAuthorizationGrantTypes().contains(grantType)) {
            throw Refusals.of(
                    OAuth2ErrorCodes.UNAUTHORIZED_CLIENT,
                    "The client is not registered for the grant type " + grantType.getValue() + ".");
        }
        return new TokenRequest(client, registered);
    }

    /**
     * Refuses scopes that the client is not registered for.
     *
     * @return the same scopes
     */
    public Set<String> allowed(Set<String> scopes) {
        if (!client.getScopes().containsAll(scopes)) {
            throw Refusals.of(OAuth2ErrorCodes.INVALID_SCOPE, "The client may not ask for this scope.");
        }
        return scopes;
    }

    /** Tells whether the client has nothing to prove who it is: its tokens are guarded by rotation and by keys alone. */
    public boolean isPublic() {
        return ClientAuthenticationMethod.NONE.equals(authentication.getClientAuthenticationMethod());
    }

    /**
     * The one answer to every grant that can't be used, whatever the reason: the record knows it, a thief does not.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, section 5.2</a>
     */
    public static OAuth2AuthenticationException invalidGrant() {
        return Refusals.of(
                OAuth2ErrorCodes.INVALID_GRANT, "The grant is invalid, expired, revoked or for another client.");
    }

    /** Answers with an access token alone. */
    public OAuth2AccessTokenAuthenticationToken answer(OAuth2AccessToken accessToken) {
        return new OAuth2AccessTokenAuthenticationToken(client, authentication, accessToken);
    }

    /** Answers with an access token and something about it. */
    public OAuth2AccessTokenAuthenticationToken answer(OAuth2AccessToken accessToken, Map<String, Object> further) {
        return new OAuth2AccessTokenAuthenticationToken(client, authentication, accessToken, null, further);
    }

    /**
     * Answers with tokens.
     *
     * @param refresh absent where the client gets none
     */
    public OAuth2AccessTokenAuthenticationToken answer(TokenIssuer.Tokens tokens, @Nullable RefreshAnswer refresh) {
        Map<String, Object> further = new HashMap<>();
        if (tokens.idToken() != null) {
            further.put(OidcParameterNames.ID_TOKEN, tokens.idToken());
        }
        if (refresh == null) {
            return new OAuth2AccessTokenAuthenticationToken(
                    client, authentication, tokens.accessToken(), null, further);
        }
        further.put("refresh_token_expires_in", refresh.secondsToLive());
        further.put("authorization_expires_in", refresh.grantSecondsToLive());
        return new OAuth2AccessTokenAuthenticationToken(
                client, authentication, tokens.accessToken(), new OAuth2RefreshToken(refresh.value(), null), further);
    }

    /**
     * The refresh token of an answer, and how long it and its grant have to live (draft-ietf-oauth-refresh-token-
     * expiration).
     */
    public record RefreshAnswer(String value, long secondsToLive, long grantSecondsToLive) {}
}
