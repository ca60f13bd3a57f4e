package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.grant.AuthorizationRequest;
import dev.gatehouse.auth.grant.Grants;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.SignIn;
import dev.gatehouse.auth.grant.code.AuthorizationCodes;
import dev.gatehouse.auth.grant.consent.PendingConsents;
import dev.gatehouse.auth.token.TokenStatus;
import dev.gatehouse.platform.id.TimeOrderedId;
import java.security.Principal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What Spring's protocol engine keeps and finds, over our own tables. It saves one object in many states; each state
 * becomes the one statement that it means. Codes are redeemed and refresh tokens spent elsewhere, by the grants
 * themselves.
 */
@Component
class Authorizations implements OAuth2AuthorizationService {

    /** RFC 7009, section 2.2.1. */
    private static final String UNSUPPORTED_TOKEN_TYPE = "unsupported_token_type";

    private final PendingConsents pending;
    private final AuthorizationCodes codes;
    private final Grants grants;
    private final IssuedTokenLookup issued;
    private final RegisteredClientRepository clients;
    private final TransactionTemplate transaction;

    Authorizations(
            PendingConsents pending,
            AuthorizationCodes codes,
            Grants grants,
            IssuedTokenLookup issued,
            RegisteredClientRepository clients,
            TransactionTemplate transaction) {
        this.pending = pending;
        this.codes = codes;
        this.grants = grants;
        this.issued = issued;
        this.clients = clients;
        this.transaction = transaction;
    }

    @Override
    public void save(OAuth2Authorization authorization) {
        String state = authorization.getAttribute(OAuth2ParameterNames.STATE);
        var code = authorization.getToken(OAuth2AuthorizationCode.class);
        var refreshToken = authorization.getRefreshToken();
        var accessToken = authorization.getAccessToken();
        if (state != null) {
            awaitConsent(state, authorization);
        } else if (code != null) {
            issueCode(code.getToken(), authorization);
        } else if (refreshToken != null && refreshToken.isInvalidated()) {
            grants.revoke(UUID.fromString(authorization.getId()), "revoked by the client");
        } else if (accessToken != null && accessToken.isInvalidated()) {
            revoke(authorization);
        }
        // What is left is a token that a client got for itself: its signature says all, nothing is stored.
    }

    private void awaitConsent(String state, OAuth2Authorization authorization) {
        BrowserSession.forgetRequest();
        pending.add(
                state,
                new PendingConsents.PendingConsent(
                        TimeOrderedId.next(),
                        UUID.fromString(authorization.getRegisteredClientId()),
                        UUID.fromString(authorization.getPrincipalName()),
                        request(authorization),
                        signIn(authorization)));
    }

    private void issueCode(OAuth2AuthorizationCode code, OAuth2Authorization authorization) {
        SignIn waited = authorization.getAttribute(SignIn.class.getName());
        BrowserSession.noteAnswered(request(authorization));
        if (waited != null && !Objects.equals(waited.sessionId(), BrowserSession.currentId())) {
            throw overtaken();
        }
        if (waited == null) {
            store(
                    code,
                    authorization,
                    authorization.getAuthorizedScopes(),
                    TimeOrderedId.next(),
                    signIn(authorization));
            return;
        }
        var grantId = UUID.fromString(authorization.getId());
        transaction.executeWithoutResult(_ -> {
            if (!pending.take(grantId)) {
                throw overtaken();
            }
            store(code, authorization, allowed(authorization), grantId, waited);
        });
    }

    /** Nobody is asked about {@code openid}, which only tells a sign-in from other grants; Spring drops it when all else is. */
    private static Set<String> allowed(OAuth2Authorization authorization) {
        var scopes = new HashSet<>(authorization.getAuthorizedScopes());
        if (request(authorization).scopes().contains(OidcScopes.OPENID)) {
            scopes.add(OidcScopes.OPENID);
        }
        return scopes;
    }

    private void store(
            OAuth2AuthorizationCode code,
            OAuth2Authorization authorization,
            Set<String> scopes,
            UUID grantId,
            SignIn signIn) {
        var request = request(authorization);
        var known = client(authorization).getScopes();
        var stored = codes.issue(
                code.getTokenValue(),
                BrowserSession.currentKey(),
                grantId,
                UUID.fromString(authorization.getRegisteredClientId()),
                UUID.fromString(authorization.getPrincipalName()),
                request.withClaimsOf(scope -> known.contains(scope)
                        && (scopes.contains(scope) || !request.scopes().contains(scope))),
                scopes,
                signIn,
                timeToLive(code));
        if (!stored) {
            throw overtaken();
        }
    }

    private RegisteredClient client(OAuth2Authorization authorization) {
        return Objects.requireNonNull(clients.findById(authorization.getRegisteredClientId()));
    }

    private static OAuth2AuthenticationException overtaken() {
        return Refusals.of(OAuth2ErrorCodes.INVALID_REQUEST, "This sign-in was answered or ended meanwhile.");
    }

    private static Duration timeToLive(OAuth2AuthorizationCode code) {
        return Duration.between(
                Objects.requireNonNull(code.getIssuedAt()), Objects.requireNonNull(code.getExpiresAt()));
    }

    private void revoke(OAuth2Authorization authorization) {
        TokenStatus status = authorization.getAttribute(TokenStatus.class.getName());
        UUID grantId = authorization.getAttribute(IssuedTokenLookup.GRANT);
        if (grantId != null
                && grants.find(grantId)
                        .filter(grant -> !grant.clientId().toString().equals(authorization.getRegisteredClientId()))
                        .isPresent()) {
            throw Refusals.of(
                    UNSUPPORTED_TOKEN_TYPE,
                    "A token that was traded for another client's ends with that one, in minutes at most.");
        }
        if (status != null) {
            grants.revokeAccessToken(grantId, status, "revoked by the client");
        }
    }

    private static AuthorizationRequest request(OAuth2Authorization authorization) {
        OAuth2AuthorizationRequest request = authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
        return AuthorizationRequest.of(Objects.requireNonNull(request));
    }

    private static SignIn signIn(OAuth2Authorization authorization) {
        Authentication person = authorization.getAttribute(Principal.class.getName());
        return SignIn.of(Objects.requireNonNull(person), BrowserSession.currentId());
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        pending.take(UUID.fromString(authorization.getId()));
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        throw new UnsupportedOperationException("What was granted is found by its tokens");
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType tokenType) {
        if (tokenType != null && OAuth2ParameterNames.STATE.equals(tokenType.getValue())) {
            return pending.find(token)
                    .flatMap(found -> issued.awaiting(token, found))
                    .orElse(null);
        }
        return issued.find(token, tokenType).orElse(null);
    }
}
