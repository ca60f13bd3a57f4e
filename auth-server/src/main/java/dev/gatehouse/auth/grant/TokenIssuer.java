package dev.gatehouse.auth.grant;

import dev.gatehouse.auth.account.StandardClaims;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.token.Confirmation;
import dev.gatehouse.auth.token.TokenContent;
import dev.gatehouse.auth.token.TokenGenerator;
import dev.gatehouse.auth.token.TokenStatus;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/** Makes the access token, and for OpenID Connect the ID token, that a grant gives right to. */
@Component
public class TokenIssuer {

    private final TokenGenerator tokens;
    private final Subjects subjects;
    private final StandardClaims people;

    TokenIssuer(TokenGenerator tokens, Subjects subjects, StandardClaims people) {
        this.tokens = tokens;
        this.subjects = subjects;
        this.people = people;
    }

    /**
     * What tokens are issued for.
     *
     * @param grantedScopes all that was granted
     * @param status the bit of the grant
     * @param claims what the authorization request asks for one by one
     * @param nonce what the authorization request wants to read again; absent at a refresh
     * @param confirmation the key that the client has proved to hold, if any
     * @param grantType what the client asks with now
     * @param tokenRequest the same, in Spring's terms
     */
    public record Occasion(
            RegisteredClient client,
            UUID grantId,
            UUID accountId,
            SignIn signIn,
            Set<String> grantedScopes,
            TokenStatus status,
            RequestedClaims claims,
            @Nullable String nonce,
            @Nullable Confirmation confirmation,
            AuthorizationGrantType grantType,
            Authentication tokenRequest) {}

    /**
     * What a client gets.
     *
     * @param idToken absent where {@code openid} was not granted
     */
    public record Tokens(
            OAuth2AccessToken accessToken, @Nullable String idToken) {}

    /**
     * Issues tokens. What a client may no longer ask for is in none.
     *
     * @param scopes those of the access token: what was granted, or less
     * @param resources those that the access token is for; none: those that tokens are for anyway
     */
    public Tokens issue(Occasion occasion, Set<String> scopes, Set<String> resources) {
        var sessionId = occasion.signIn().sessionId();
        var content = new TokenContent(
                occasion.client(),
                occasion.signIn().person(occasion.accountId()),
                subjects.of(occasion.client(), occasion.accountId()),
                occasion.grantId(),
                stillAllowed(occasion.client(), scopes),
                resources,
                occasion.status(),
                sessionId == null ? null : subjects.session(occasion.client(), sessionId),
                occasion.nonce(),
                occasion.confirmation(),
                ClientPolicy.idToken(occasion.client()).with(claims(occasion)),
                null,
                occasion.grantType(),
                occasion.tokenRequest());
        var accessToken = tokens.accessToken(content);
        return new Tokens(
                accessToken,
                stillAllowed(occasion.client(), occasion.grantedScopes()).contains(OidcScopes.OPENID)
                        ? tokens.idToken(content, accessToken)
                        : null);
    }

    /** Returns what a client may still ask for of what it was granted. */
    public static Set<String> stillAllowed(RegisteredClient client, Set<String> granted) {
        var allowed = client.getScopes();
        return allowed.containsAll(granted)
                ? granted
                : granted.stream().filter(allowed::contains).collect(Collectors.toSet());
    }

    /** Claims come from the userinfo endpoint, unless the client asked for one in the ID token. */
    private Map<String, Object> claims(Occasion occasion) {
        var wanted = occasion.claims().idToken().keySet();
        return wanted.isEmpty()
                ? Map.of()
                : people.of(occasion.accountId(), wanted).orElse(Map.of());
    }
}
