package dev.gatehouse.web.token;

import java.time.Clock;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/**
 * Trades the refresh token for new tokens at the issuer.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokens">OpenID Connect Core, section
 *     12</a>
 */
@Component
class TokenRefresh {

    private static final Logger LOG = LoggerFactory.getLogger(TokenRefresh.class);

    private final IssuerRegistration registration;
    private final OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> issuer;
    private final JwtDecoderFactory<ClientRegistration> idTokens;
    private final Clock clock;

    TokenRefresh(
            IssuerRegistration registration,
            OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> issuer,
            JwtDecoderFactory<ClientRegistration> idTokens,
            Clock clock) {
        this.registration = registration;
        this.issuer = issuer;
        this.idTokens = idTokens;
        this.clock = clock;
    }

    TokenSet refresh(TokenSet tokens) {
        var refreshToken = tokens.refreshToken();
        if (refreshToken == null) {
            throw new SignedOut(SignedOut.Reason.EXPIRED);
        }
        try {
            var client = registration.current();
            var response = issuer.getTokenResponse(new OAuth2RefreshTokenGrantRequest(
                    client, spent(tokens), new OAuth2RefreshToken(refreshToken, null)));
            var next = TokenResponses.tokenSet(response, tokens, clock.instant());
            return withTrustedIdToken(client, tokens, next);
        } catch (OAuth2AuthorizationException refused) {
            if (OAuth2ErrorCodes.INVALID_GRANT.equals(refused.getError().getErrorCode())) {
                throw new SignedOut(reason(tokens));
            }
            LOG.warn("The refresh failed: {}", refused.getError().getErrorCode());
            throw new IssuerUnavailable(refused);
        }
    }

    /**
     * A new ID token counts when it is the issuer's and about the same person. While the keys can't be had the old one
     * stays: the refresh has happened, and what it brought must not be lost.
     */
    private TokenSet withTrustedIdToken(ClientRegistration client, TokenSet before, TokenSet after) {
        if (after.idToken().equals(before.idToken())) {
            return after;
        }
        try {
            var subject = idTokens.createDecoder(client).decode(after.idToken()).getSubject();
            if (!Objects.equals(subject, JwtParts.of(before.idToken()).claim("sub"))) {
                throw new SignedOut(SignedOut.Reason.ENDED);
            }
            return after;
        } catch (BadJwtException invalid) {
            throw new IssuerUnavailable(invalid);
        } catch (JwtException unreachable) {
            LOG.warn("The new ID token could not be checked: {}", unreachable.getMessage());
            return after.withIdToken(before.idToken());
        }
    }

    private SignedOut.Reason reason(TokenSet tokens) {
        var end = tokens.refreshTokenExpiresAt();
        return end != null && !clock.instant().isBefore(end) ? SignedOut.Reason.EXPIRED : SignedOut.Reason.ENDED;
    }

    /** Spring wants to see the access token too, which is not sent. */
    private static OAuth2AccessToken spent(TokenSet tokens) {
        return new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER,
                tokens.accessToken(),
                tokens.accessTokenIssuedAt(),
                tokens.accessTokenExpiresAt());
    }
}
