package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.SignIn;
import dev.gatehouse.auth.grant.Subjects;
import dev.gatehouse.auth.grant.consent.PendingConsents.PendingConsent;
import dev.gatehouse.auth.grant.refresh.RefreshFamilies;
import dev.gatehouse.auth.token.IssuedTokens;
import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.auth.token.TokenId;
import dev.gatehouse.auth.token.TokenStatus;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Rebuilds, for introspection, revocation and logout, what Spring's engine wants to see of a token that we issued: from
 * the token itself where it is signed, from the row of its digest where it is opaque.
 */
@Component
class IssuedTokenLookup {

    /** The attribute with the id of the grant that a token came from. */
    static final String GRANT = "grant";

    private final IssuedTokens tokens;
    private final RefreshFamilies families;
    private final RegisteredClientRepository clients;
    private final Subjects subjects;
    private final Clock clock;

    IssuedTokenLookup(
            IssuedTokens tokens,
            RefreshFamilies families,
            RegisteredClientRepository clients,
            Subjects subjects,
            Clock clock) {
        this.subjects = subjects;
        this.clock = clock;
        this.tokens = tokens;
        this.families = families;
        this.clients = clients;
    }

    Optional<OAuth2Authorization> find(String token, @Nullable OAuth2TokenType type) {
        if (type != null && OidcParameterNames.ID_TOKEN.equals(type.getValue())) {
            return tokens.idToken(token).flatMap(this::idToken);
        }
        return OpaqueToken.Kind.REFRESH_TOKEN.isKindOf(token)
                ? refreshToken(token)
                : tokens.accessToken(token).flatMap(this::accessToken);
    }

    /** Finds what waits for consent; nothing does if the client has gone meanwhile. */
    Optional<OAuth2Authorization> awaiting(String state, PendingConsent pending) {
        return Optional.ofNullable(clients.findById(pending.clientId().toString()))
                .map(client -> OAuth2Authorization.withRegisteredClient(client)
                        .id(pending.grantId().toString())
                        .principalName(pending.accountId().toString())
                        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                        .attribute(OAuth2ParameterNames.STATE, state)
                        .attribute(Principal.class.getName(), pending.signIn().person(pending.accountId()))
                        .attribute(
                                OAuth2AuthorizationRequest.class.getName(),
                                pending.request().restored())
                        .attribute(SignIn.class.getName(), pending.signIn())
                        .build());
    }

    private Optional<OAuth2Authorization> refreshToken(String token) {
        return families.facts(token)
                .flatMap(facts -> Optional.ofNullable(
                                clients.findById(facts.clientId().toString()))
                        .map(client -> authorization(
                                        client,
                                        facts.grantId().toString(),
                                        facts.accountId().toString())
                                .token(new OAuth2RefreshToken(token, null, expiry(facts)), metadata -> {
                                    metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, claims(facts, client));
                                    metadata.put(OAuth2Authorization.Token.INVALIDATED_METADATA_NAME, !facts.live());
                                })
                                .build()));
    }

    private Instant expiry(RefreshFamilies.Facts facts) {
        return clock.instant().plusSeconds(Math.max(1, facts.secondsToLive()));
    }

    private Map<String, Object> claims(RefreshFamilies.Facts facts, RegisteredClient client) {
        return Map.of("sub", subjects.of(client, facts.accountId()), "scope", List.copyOf(facts.scopes()));
    }

    private Optional<OAuth2Authorization> accessToken(Jwt token) {
        var id = Objects.requireNonNull(token.getId());
        var grantId = TokenId.grantOf(id).orElse(null);
        var revoked = tokens.isRevoked(token);
        return client(token.getClaimAsString("client_id"))
                .filter(client -> !ClientPolicy.hasEnded(client, token.getIssuedAt()))
                .map(client -> authorization(client, id, subject(token))
                        .attributes(attributes -> {
                            tokens.status(token)
                                    .ifPresent(status -> attributes.put(TokenStatus.class.getName(), status));
                            if (grantId != null) {
                                attributes.put(GRANT, grantId);
                            }
                        })
                        .token(bearer(token), metadata -> {
                            metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, token.getClaims());
                            metadata.put(OAuth2Authorization.Token.INVALIDATED_METADATA_NAME, revoked);
                        })
                        .build());
    }

    private static OAuth2AccessToken bearer(Jwt token) {
        var scope = token.getClaimAsString("scope");
        return new OAuth2AccessToken(
                token.getClaim("cnf") instanceof Map<?, ?> confirmation && confirmation.containsKey("jkt")
                        ? OAuth2AccessToken.TokenType.DPOP
                        : OAuth2AccessToken.TokenType.BEARER,
                token.getTokenValue(),
                token.getIssuedAt(),
                token.getExpiresAt(),
                scope == null ? Set.of() : Set.of(scope.split(" ")));
    }

    private Optional<OAuth2Authorization> idToken(Jwt token) {
        OAuth2Token hint =
                new OidcIdToken(token.getTokenValue(), token.getIssuedAt(), token.getExpiresAt(), token.getClaims());
        return client(token.getClaimAsString("azp"))
                .flatMap(client -> subjects.account(client, subject(token))
                        .map(account -> hint(
                                client,
                                hint,
                                UsernamePasswordAuthenticationToken.authenticated(
                                        account.toString(), null, List.of()))));
    }

    private static OAuth2Authorization hint(RegisteredClient client, OAuth2Token hint, Authentication person) {
        return authorization(client, UUID.randomUUID().toString(), person.getName())
                .token(hint)
                .attribute(Principal.class.getName(), person)
                .build();
    }

    private static String subject(Jwt token) {
        return Objects.requireNonNull(token.getSubject());
    }

    private Optional<RegisteredClient> client(@Nullable String clientId) {
        return Optional.ofNullable(clientId).map(clients::findByClientId);
    }

    private static OAuth2Authorization.Builder authorization(RegisteredClient client, String id, String principal) {
        return OAuth2Authorization.withRegisteredClient(client)
                .id(id)
                .principalName(principal)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE);
    }
}
