package dev.gatehouse.auth.grant;

import java.security.Principal;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.token.DefaultOAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.stereotype.Component;

/** Makes the access token, and for OpenID Connect the ID token, that a grant gives right to. */
@Component
public class TokenIssuer {

    private static final OAuth2TokenType ID_TOKEN = new OAuth2TokenType(OidcParameterNames.ID_TOKEN);

    private final OAuth2TokenGenerator<Jwt> tokens;

    TokenIssuer(OAuth2TokenGenerator<Jwt> tokens) {
        this.tokens = tokens;
    }

    /**
     * What a token is issued for.
     *
     * @param grantedScopes all that was granted
     * @param request the authorization request; absent at a refresh
     * @param tokenRequest what the client asks with now
     */
    public record Occasion(
            RegisteredClient client,
            UUID grantId,
            UUID accountId,
            SignIn signIn,
            Set<String> grantedScopes,
            @Nullable AuthorizationRequest request,
            Authentication tokenRequest) {}

    /**
     * What a client gets.
     *
     * @param idToken absent where {@code openid} was not granted
     */
    public record Tokens(
            OAuth2AccessToken accessToken, @Nullable String idToken) {}

    /**
     * Issues tokens.
     *
     * @param scopes those of the access token: what was granted, or less
     */
    public Tokens issue(Occasion occasion, Set<String> scopes) {
        var access = generate(occasion, OAuth2TokenType.ACCESS_TOKEN, scopes);
        var accessToken = new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER,
                access.getTokenValue(),
                access.getIssuedAt(),
                access.getExpiresAt(),
                scopes);
        return occasion.grantedScopes().contains(OidcScopes.OPENID)
                ? new Tokens(accessToken, generate(occasion, ID_TOKEN, scopes).getTokenValue())
                : new Tokens(accessToken, null);
    }

    private Jwt generate(Occasion occasion, OAuth2TokenType type, Set<String> scopes) {
        var context = DefaultOAuth2TokenContext.builder()
                .registeredClient(occasion.client())
                .principal(occasion.signIn().person(occasion.accountId()))
                .authorizationServerContext(AuthorizationServerContextHolder.getContext())
                .authorization(authorization(occasion))
                .authorizedScopes(scopes)
                .tokenType(type)
                .authorizationGrantType(grantType(occasion))
                .authorizationGrant(occasion.tokenRequest())
                .build();
        return Objects.requireNonNull(tokens.generate(context), "no generator for " + type.getValue());
    }

    private static OAuth2Authorization authorization(Occasion occasion) {
        var person = occasion.signIn().person(occasion.accountId());
        var authorization = OAuth2Authorization.withRegisteredClient(occasion.client())
                .id(occasion.grantId().toString())
                .principalName(person.getName())
                .authorizationGrantType(grantType(occasion))
                .authorizedScopes(occasion.grantedScopes())
                .attribute(Principal.class.getName(), person);
        var session = occasion.signIn().sessionId();
        if (session != null) {
            authorization.attribute("sid", session);
        }
        var request = occasion.request();
        if (request != null) {
            authorization.attribute(OAuth2AuthorizationRequest.class.getName(), request.restored());
        } else {
            authorization.token(firstIdToken(occasion));
        }
        return authorization.build();
    }

    /** Spring takes what a refreshed ID token says about the sign-in from the one before, of which we keep the facts. */
    private static OidcIdToken firstIdToken(Occasion occasion) {
        var time = occasion.signIn().time();
        return new OidcIdToken(
                "not kept", null, null, Map.of("sub", occasion.accountId().toString(), "auth_time", Date.from(time)));
    }

    private static AuthorizationGrantType grantType(Occasion occasion) {
        return occasion.request() != null
                ? AuthorizationGrantType.AUTHORIZATION_CODE
                : AuthorizationGrantType.REFRESH_TOKEN;
    }
}
