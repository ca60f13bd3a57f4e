package dev.gatehouse.auth.account;

import java.util.List;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OidcUserInfoEndpointConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.StandardClaimNames;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcUserInfoAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Tells a client what the scopes of its access token let it know about the person.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#UserInfo">OpenID Connect Core, section 5.3</a>
 */
@Component
public class UserInfo implements Customizer<OidcUserInfoEndpointConfigurer>, AuthenticationProvider {

    private final Accounts accounts;

    UserInfo(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public void customize(OidcUserInfoEndpointConfigurer endpoint) {
        endpoint.authenticationProviders(providers -> {
            providers.clear();
            providers.add(this);
        });
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        if (!(authentication.getPrincipal() instanceof JwtAuthenticationToken bearer)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_TOKEN);
        }
        if (bearer.getToken().hasClaim("cnf") && !cameWithProof()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_TOKEN);
        }
        var granted = bearer.getToken().getClaimAsString("scope");
        var scopes = granted == null ? Set.<String>of() : Set.copyOf(List.of(granted.split(" ")));
        if (!scopes.contains(OidcScopes.OPENID)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INSUFFICIENT_SCOPE);
        }
        var account = accounts.find(bearer.getName())
                .filter(Account::enabled)
                .orElseThrow(() -> new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_TOKEN));
        return new OidcUserInfoAuthenticationToken(bearer, claims(account, scopes));
    }

    /** Spring has checked the proof of every request that came with one (RFC 9449, section 7.1). */
    private static boolean cameWithProof() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                && attributes.getRequest().getHeader(HttpHeaders.AUTHORIZATION) instanceof String authorization
                && authorization.regionMatches(true, 0, "DPoP ", 0, 5);
    }

    private static OidcUserInfo claims(Account account, Set<String> scopes) {
        var claims = OidcUserInfo.builder().subject(account.id().toString());
        if (scopes.contains(OidcScopes.PROFILE)) {
            claims.name(account.name())
                    .preferredUsername(account.username())
                    .claim(StandardClaimNames.UPDATED_AT, account.updatedAt().getEpochSecond());
        }
        if (scopes.contains(OidcScopes.EMAIL) && account.email() != null) {
            claims.email(account.email()).emailVerified(account.emailVerified());
        }
        return claims.build();
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OidcUserInfoAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
