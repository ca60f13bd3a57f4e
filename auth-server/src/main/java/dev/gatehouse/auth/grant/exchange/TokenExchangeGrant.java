package dev.gatehouse.auth.grant.exchange;

import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.ResourceIndicators;
import dev.gatehouse.auth.grant.TokenRequest;
import dev.gatehouse.auth.grant.proof.KeyProofs;
import dev.gatehouse.auth.token.IssuedTokens;
import dev.gatehouse.auth.token.TokenContent;
import dev.gatehouse.auth.token.TokenGenerator;
import dev.gatehouse.auth.token.TokenId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenExchangeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Trades an access token of ours for another one that says less, lives no longer, and ends with the first. Who acts is
 * in the new token, unless the client was registered to speak as the person.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8693#section-2">RFC 8693, section 2</a>
 */
@Component
public class TokenExchangeGrant implements AuthenticationProvider {

    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

    /** What is true of the sign-in stays true. */
    private static final List<String> KEPT = List.of("auth_time", "acr", "amr");

    private final IssuedTokens issued;
    private final RegisteredClientRepository clients;
    private final TokenGenerator tokens;
    private final ResourceIndicators resources;
    private final KeyProofs proofs;
    private final ApplicationEventPublisher events;

    TokenExchangeGrant(
            IssuedTokens issued,
            RegisteredClientRepository clients,
            TokenGenerator tokens,
            ResourceIndicators resources,
            KeyProofs proofs,
            ApplicationEventPublisher events) {
        this.issued = issued;
        this.clients = clients;
        this.tokens = tokens;
        this.resources = resources;
        this.proofs = proofs;
        this.events = events;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        var presented = (OAuth2TokenExchangeAuthenticationToken) authentication;
        var request = TokenRequest.of(presented, AuthorizationGrantType.TOKEN_EXCHANGE);
        if (!Set.of(ACCESS_TOKEN, JWT).contains(presented.getRequestedTokenType())) {
            throw Refusals.of(OAuth2ErrorCodes.INVALID_REQUEST, "Only access tokens are given in exchange.");
        }
        var subject = token(presented.getSubjectToken());
        if (!mayUse(subject, request.client())) {
            throw unfit();
        }
        if (request.isPublic()) {
            throw Refusals.of(
                    OAuth2ErrorCodes.UNAUTHORIZED_CLIENT, "A client that proves nothing can not trade tokens.");
        }
        var proof = proofs.read(presented.getAdditionalParameters(), request);
        requireKey(subject, request.client(), proof);
        proofs.use(proof);
        var content = new TokenContent(
                request.client(),
                request.authentication(),
                Objects.requireNonNull(subject.getSubject()),
                TokenId.grantOf(Objects.requireNonNull(subject.getId())).orElse(null),
                scopes(presented.getScopes(), subject, request.client()),
                target(presented, subject, request.client()),
                issued.status(subject).orElseThrow(TokenExchangeGrant::unfit),
                null,
                null,
                proof == null ? null : proof.confirmation(),
                ClientPolicy.idToken(request.client()),
                new TokenContent.Derived(claims(subject, presented, request.client()), subject.getExpiresAt()),
                AuthorizationGrantType.TOKEN_EXCHANGE,
                presented);
        var exchanged = tokens.accessToken(content);
        events.publishEvent(
                new AuditEvent.TokenExchanged(request.client().getClientId(), content.grantId(), content.sub()));
        return request.answer(exchanged, Map.of("issued_token_type", ACCESS_TOKEN));
    }

    /** The one answer to every token that can't be traded (RFC 8693, section 2.2.2). */
    private static OAuth2AuthenticationException unfit() {
        return Refusals.of(
                OAuth2ErrorCodes.INVALID_REQUEST,
                "A token is invalid, expired, revoked or not for this client to trade.");
    }

    private Jwt token(String value) {
        try {
            var token = issued.decode(value);
            var client = clients.findByClientId(String.valueOf(token.getClaimAsString("client_id")));
            if (client == null || ClientPolicy.hasEnded(client, token.getIssuedAt())) {
                throw unfit();
            }
            return token;
        } catch (JwtException _) {
            throw unfit();
        }
    }

    /** A client trades what was given to it, or made for it to accept; nothing that it picked up elsewhere. */
    private static boolean mayUse(Jwt token, RegisteredClient client) {
        var audience = token.getAudience() == null ? List.<String>of() : token.getAudience();
        var issuedTo = token.getClaimAsString("client_id");
        return isOwn(token, client)
                || audience.contains(client.getClientId())
                || audience.stream().anyMatch(ClientPolicy.servedAudiences(client)::contains)
                || issuedTo != null && ClientPolicy.exchangedClients(client).contains(issuedTo);
    }

    private static Set<String> scopes(Set<String> asked, Jwt subject, RegisteredClient client) {
        var granted = subject.getClaimAsString("scope");
        var allowed = new HashSet<>(granted == null ? List.<String>of() : List.of(granted.split(" ")));
        allowed.retainAll(client.getScopes());
        if (!allowed.containsAll(asked)) {
            throw Refusals.of(
                    OAuth2ErrorCodes.INVALID_SCOPE, "The token does not allow this, or the client may not ask for it.");
        }
        return asked.isEmpty() ? allowed : asked;
    }

    /**
     * A token that is bound to a key is traded for one that is bound, too: a client's own to the same key, and that of
     * another to the key of whoever trades it.
     */
    private static void requireKey(Jwt subject, RegisteredClient client, KeyProofs.@Nullable KeyProof proof) {
        if (subject.getClaim("cnf") instanceof Map<?, ?> confirmation
                && (proof == null
                        || isOwn(subject, client)
                                && !proof.confirmation()
                                        .thumbprint()
                                        .equals(confirmation.get(
                                                proof.confirmation().method())))) {
            throw unfit();
        }
    }

    private static boolean isOwn(Jwt token, RegisteredClient client) {
        return client.getClientId().equals(token.getClaimAsString("client_id"));
    }

    /** A token that was made for others is traded for the next service; a client's own stays where it is for. */
    private Set<String> target(OAuth2TokenExchangeAuthenticationToken presented, Jwt subject, RegisteredClient client) {
        var all = new HashSet<>(presented.getResources());
        all.addAll(presented.getAudiences());
        // Sent without a value they count as left out (RFC 6749, section 3.2).
        all.remove("");
        var audience = Set.copyOf(subject.getAudience());
        if (!isOwn(subject, client)) {
            return resources.named(all, client);
        }
        if (!audience.containsAll(all)) {
            throw Refusals.of("invalid_target", "The token is not for this resource.");
        }
        return all.isEmpty() ? audience : all;
    }

    private Map<String, Object> claims(
            Jwt subject, OAuth2TokenExchangeAuthenticationToken presented, RegisteredClient client) {
        var claims = new HashMap<String, Object>();
        KEPT.stream()
                .filter(subject::hasClaim)
                .forEach(name -> claims.put(name, Objects.requireNonNull(subject.getClaim(name))));
        var actor = actor(presented, client);
        var before = subject.getClaimAsMap("act");
        if (actor != null) {
            claims.put("act", before == null ? Map.of("sub", actor) : Map.of("sub", actor, "act", before));
        } else if (before != null) {
            claims.put("act", before);
        }
        return claims;
    }

    /** RFC 8693, section 1.1: who delegates stays visible; who impersonates does not. */
    private @Nullable String actor(OAuth2TokenExchangeAuthenticationToken presented, RegisteredClient client) {
        if (presented.getActorToken() != null && !presented.getActorToken().isEmpty()) {
            var actor = token(presented.getActorToken());
            if (!mayUse(actor, client)) {
                throw unfit();
            }
            return Objects.requireNonNull(actor.getSubject());
        }
        return ClientPolicy.mayImpersonate(client) ? null : client.getClientId();
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2TokenExchangeAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
