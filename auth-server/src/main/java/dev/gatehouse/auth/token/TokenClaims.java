package dev.gatehouse.auth.token;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * What our tokens say beyond what Spring puts in.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2.2">RFC 9068, section 2.2, access tokens</a>
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">OpenID Connect Core, section 2</a>
 */
class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

    /** Authentication method references (RFC 8176) of the factors that Spring Security knows. */
    private static final Map<String, String> METHODS = Map.of(
            FactorGrantedAuthority.PASSWORD_AUTHORITY, "pwd",
            FactorGrantedAuthority.OTT_AUTHORITY, "otp",
            FactorGrantedAuthority.WEBAUTHN_AUTHORITY, "pop");

    private final TokenAudience audience;
    private final TokenLifetimes lifetimes;
    private final Clock clock;

    TokenClaims(TokenAudience audience, TokenLifetimes lifetimes, Clock clock) {
        this.audience = audience;
        this.lifetimes = lifetimes;
        this.clock = clock;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            accessToken(context);
        } else if (OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) {
            idToken(context);
        }
    }

    private void accessToken(JwtEncodingContext context) {
        context.getJwsHeader().type("at+jwt").algorithm(SignatureAlgorithm.ES256);
        var claims = context.getClaims();
        var authorization = Optional.ofNullable(context.getAuthorization());
        var clientId = context.getRegisteredClient().getClientId();
        claims.id(TokenId.next(authorization
                        .map(grant -> UUID.fromString(grant.getId()))
                        .orElse(null)))
                .claim("client_id", clientId)
                .audience(
                        audience.defaultAudience().isEmpty()
                                ? List.of(clientId)
                                : List.copyOf(audience.defaultAudience()));
        if (!context.getAuthorizedScopes().isEmpty()) {
            claims.claim("scope", String.join(" ", context.getAuthorizedScopes()));
        }
        authorization.ifPresent(grant -> signIn(context, grant));
    }

    private void idToken(JwtEncodingContext context) {
        context.getJwsHeader().type("JWT");
        context.getClaims().expiresAt(clock.instant().plus(lifetimes.idTokenTimeToLive()));
        Optional.ofNullable(context.getAuthorization()).ifPresent(grant -> {
            signIn(context, grant);
            String session = grant.getAttribute("sid");
            if (session != null) {
                context.getClaims().claim("sid", session);
            }
        });
    }

    private static void signIn(JwtEncodingContext context, OAuth2Authorization grant) {
        Authentication person = grant.getAttribute(java.security.Principal.class.getName());
        if (person == null) {
            return;
        }
        var factors = person.getAuthorities().stream()
                .filter(FactorGrantedAuthority.class::isInstance)
                .map(FactorGrantedAuthority.class::cast)
                .toList();
        var methods = factors.stream()
                .map(factor -> METHODS.get(factor.getAuthority()))
                .filter(method -> method != null)
                .distinct()
                .toList();
        factors.stream()
                .map(FactorGrantedAuthority::getIssuedAt)
                .max(Instant::compareTo)
                .ifPresent(time -> context.getClaims().claim("auth_time", time.getEpochSecond()));
        context.getClaims().claim("acr", methods.size() > 1 ? "urn:gatehouse:acr:2" : "urn:gatehouse:acr:1");
        if (!methods.isEmpty()) {
            context.getClaims().claim("amr", methods);
        }
    }
}
