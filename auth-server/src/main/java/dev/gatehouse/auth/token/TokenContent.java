package dev.gatehouse.auth.token;

import dev.gatehouse.auth.key.SigningAlgorithm;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * What tokens are to say.
 *
 * @param client who gets them
 * @param subject whom they are about: a person with the factors of the sign-in, or the client itself
 * @param grantId the grant that they come from; absent where a client got a token for itself
 * @param scopes what the access token allows
 * @param audience whom the access token is for
 * @param status where the access token's bit is
 * @param sessionId the {@code sid} of the browser session
 * @param nonce what the client wants to read again in the ID token
 * @param keyThumbprint the key that the access token is bound to (RFC 9449); absent for a bearer token
 * @param idTokenAlgorithm what an ID token is signed with
 * @param grantType how the client came here
 * @param tokenRequest what it came with, for customizers
 */
public record TokenContent(
        RegisteredClient client,
        Authentication subject,
        @Nullable UUID grantId,
        Set<String> scopes,
        Set<String> audience,
        TokenStatus status,
        @Nullable String sessionId,
        @Nullable String nonce,
        @Nullable String keyThumbprint,
        SigningAlgorithm idTokenAlgorithm,
        AuthorizationGrantType grantType,
        Authentication tokenRequest) {}
