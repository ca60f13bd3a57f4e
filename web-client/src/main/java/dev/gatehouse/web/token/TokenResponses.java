package dev.gatehouse.web.token;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;

/** Reads the issuer's token responses. */
final class TokenResponses {

    private TokenResponses() {}

    /**
     * Returns the tokens of a response.
     *
     * @param before what was held until now: an issuer may leave out what has not changed (RFC 6749, section 6)
     */
    static TokenSet tokenSet(OAuth2AccessTokenResponse response, @Nullable TokenSet before, Instant now) {
        var access = response.getAccessToken();
        var refresh = response.getRefreshToken();
        var further = response.getAdditionalParameters();
        var idToken = further.get(OidcParameterNames.ID_TOKEN);
        return new TokenSet(
                access.getTokenValue(),
                Objects.requireNonNullElse(access.getIssuedAt(), now),
                Objects.requireNonNullElse(access.getExpiresAt(), now),
                refresh != null ? refresh.getTokenValue() : before == null ? null : before.refreshToken(),
                further.get("refresh_token_expires_in") instanceof Number seconds
                        ? now.plusSeconds(seconds.longValue())
                        : null,
                idToken instanceof String text
                        ? text
                        : Objects.requireNonNull(before, "no ID token").idToken());
    }
}
