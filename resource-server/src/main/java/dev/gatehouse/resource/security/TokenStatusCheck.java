package dev.gatehouse.resource.security;

import java.util.Map;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;

/**
 * Refuses tokens that their issuer ended before their time. Decided here, from the issuer's published list; no request
 * waits for the issuer as long as the list is fresh. A token that names no list can't be ended early, and is taken.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/">Token Status List, section 8.3,
 *     Validation Rules</a>
 */
class TokenStatusCheck implements OAuth2TokenValidator<Jwt> {

    private static final OAuth2TokenValidatorResult REVOKED =
            OAuth2TokenValidatorResult.failure(BearerTokenErrors.invalidToken("The token was revoked"));
    private static final OAuth2Error MALFORMED = BearerTokenErrors.invalidToken("The token's status can not be read");

    private final StatusLists lists;
    private final StatusListSettings.Unavailable unavailable;

    TokenStatusCheck(StatusLists lists, StatusListSettings.Unavailable unavailable) {
        this.lists = lists;
        this.unavailable = unavailable;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        if (!token.hasClaim("status")) {
            return OAuth2TokenValidatorResult.success();
        }
        return token.getClaim("status") instanceof Map<?, ?> status
                        && status.get("status_list") instanceof Map<?, ?> reference
                        && reference.get("uri") instanceof String uri
                        && reference.get("idx") instanceof Number index
                        && index.longValue() == index.doubleValue()
                        && lists.isOurs(uri)
                ? judge(lists.status(uri, index.longValue()))
                : OAuth2TokenValidatorResult.failure(MALFORMED);
    }

    private OAuth2TokenValidatorResult judge(StatusLists.Status status) {
        if (status == StatusLists.Status.REVOKED) {
            return REVOKED;
        }
        if (status == StatusLists.Status.UNKNOWN && unavailable == StatusListSettings.Unavailable.REFUSE) {
            // Not the token's fault: the answer is 503, not 401.
            throw new JwtException("The status of the token can not be had at the moment");
        }
        return OAuth2TokenValidatorResult.success();
    }
}
