package dev.gatehouse.web.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the issuer gave for one sign-in, as it is now.
 *
 * @param refreshToken absent where the issuer gives none: the sign-in ends with the access token
 * @param refreshTokenExpiresAt when the visitor is signed out if nothing is clicked until then; absent where the issuer
 *     does not say
 * @param idToken the newest ID token
 */
record TokenSet(
        String accessToken,
        Instant accessTokenIssuedAt,
        Instant accessTokenExpiresAt,
        @Nullable String refreshToken,
        @Nullable Instant refreshTokenExpiresAt,
        String idToken) {

    TokenSet withIdToken(String other) {
        return new TokenSet(
                accessToken, accessTokenIssuedAt, accessTokenExpiresAt, refreshToken, refreshTokenExpiresAt, other);
    }

    /** Keeps the tokens out of logs. */
    @Override
    public String toString() {
        return "TokenSet[until " + accessTokenExpiresAt + "]";
    }
}
