package dev.gatehouse.auth.token;

import dev.gatehouse.auth.key.SigningAlgorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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
 * @param sub the name by which the client knows them
 * @param grantId the grant that they come from; absent where a client got a token for itself
 * @param scopes what the access token allows
 * @param audience whom the access token is for
 * @param status where the access token's bit is
 * @param sessionId the {@code sid} of the browser session
 * @param nonce what the client wants to read again in the ID token
 * @param confirmation the key that the access token is bound to; absent for a bearer token
 * @param idToken how an ID token is made
 * @param derived what the access token takes over from another one; absent where it comes from none
 * @param grantType how the client came here
 * @param tokenRequest what it came with, for customizers
 */
public record TokenContent(
        RegisteredClient client,
        Authentication subject,
        String sub,
        @Nullable UUID grantId,
        Set<String> scopes,
        Set<String> audience,
        TokenStatus status,
        @Nullable String sessionId,
        @Nullable String nonce,
        @Nullable Confirmation confirmation,
        IdTokenSettings idToken,
        @Nullable Derived derived,
        AuthorizationGrantType grantType,
        Authentication tokenRequest) {

    /**
     * What a token takes over from the one that it was traded for.
     *
     * @param claims what is said in its place
     * @param expiresAt when the other one expires
     */
    public record Derived(
            Map<String, Object> claims, @Nullable Instant expiresAt) {}

    /**
     * How a client wants its ID tokens.
     *
     * @param algorithm what they are signed with
     * @param timeToLive how long they are fresh statements
     * @param further claims about the person that the client asked for
     */
    public record IdTokenSettings(SigningAlgorithm algorithm, Duration timeToLive, Map<String, Object> further) {

        /** Adds claims that the client asked for. */
        public IdTokenSettings with(Map<String, Object> claims) {
            return new IdTokenSettings(algorithm, timeToLive, claims);
        }
    }
}
