package dev.gatehouse.auth.grant.refresh;

import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.Grants;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.RequestedClaims;
import dev.gatehouse.auth.grant.ResourceIndicators;
import dev.gatehouse.auth.grant.TokenIssuer;
import dev.gatehouse.auth.grant.TokenRequest;
import dev.gatehouse.auth.grant.proof.KeyProofs;
import dev.gatehouse.auth.token.Confirmation;
import dev.gatehouse.auth.token.OpaqueToken;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Trades a refresh token for new tokens without a new sign-in: one token, one successor.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749, section 6</a>
 */
@Component
public class RefreshTokenGrant implements AuthenticationProvider {

    private final RefreshFamilies families;
    private final Grants grants;
    private final TokenIssuer issuer;
    private final ResourceIndicators resources;
    private final KeyProofs proofs;
    private final ApplicationEventPublisher events;

    RefreshTokenGrant(
            RefreshFamilies families,
            Grants grants,
            TokenIssuer issuer,
            ResourceIndicators resources,
            KeyProofs proofs,
            ApplicationEventPublisher events) {
        this.families = families;
        this.grants = grants;
        this.issuer = issuer;
        this.resources = resources;
        this.proofs = proofs;
        this.events = events;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        var presented = (OAuth2RefreshTokenAuthenticationToken) authentication;
        var request = TokenRequest.of(presented, AuthorizationGrantType.REFRESH_TOKEN);
        return spendAtOnce(presented, request).orElseGet(() -> examineAndSpend(presented, request));
    }

    private Authentication examineAndSpend(OAuth2RefreshTokenAuthenticationToken presented, TokenRequest request) {
        var proof = proofs.read(presented.getAdditionalParameters(), request);
        var key = proof == null ? null : proof.confirmation();
        var outcome = examine(presented, request, key);
        if (outcome instanceof RefreshOutcome.Current || outcome instanceof RefreshOutcome.Repeated) {
            proofs.use(proof);
        }
        return decide(outcome, presented, request, key)
                // Somebody else spent the token between our look and our statement: look again, now it is spent.
                .or(() -> decide(examine(presented, request, key), presented, request, key))
                .orElseThrow(() -> refused(request, null, "token changed twice while it was used"));
    }

    /**
     * What nearly every request comes for, in one statement: where it brings no proof and asks for nothing less than was
     * granted, nothing has to be checked first that the statement does not, and where subjects are public, nothing to be
     * read after it, which could fail when the token is spent. Whatever it does not spend is examined.
     */
    private Optional<Authentication> spendAtOnce(
            OAuth2RefreshTokenAuthenticationToken presented, TokenRequest request) {
        if (!presented.getScopes().isEmpty()
                || request.client().getTokenSettings().isReuseRefreshTokens()
                || ClientPolicy.sector(request.client()).isPresent()
                || ResourceIndicators.areNamed(presented.getAdditionalParameters())
                || KeyProofs.areNeeded(presented.getAdditionalParameters(), request.client())) {
            return Optional.empty();
        }
        return rotate(presented, request, null, resources.allowed(request.client()))
                .map(rotated -> answer(request, rotated, issue(presented, request, rotated.family(), null)));
    }

    private RefreshOutcome examine(
            OAuth2RefreshTokenAuthenticationToken presented, TokenRequest request, @Nullable Confirmation key) {
        return families.examine(presented.getRefreshToken(), request.client().getId(), thumbprint(key));
    }

    private Optional<RefreshFamilies.Rotated> rotate(
            OAuth2RefreshTokenAuthenticationToken presented,
            TokenRequest request,
            @Nullable Confirmation key,
            @Nullable Set<String> within) {
        return families.rotate(
                presented.getRefreshToken(),
                request.client().getId(),
                thumbprint(key),
                within,
                request.client().getTokenSettings().getRefreshTokenTimeToLive());
    }

    private static @Nullable String thumbprint(@Nullable Confirmation key) {
        return key == null ? null : key.thumbprint();
    }

    private Optional<Authentication> decide(
            RefreshOutcome outcome,
            OAuth2RefreshTokenAuthenticationToken presented,
            TokenRequest request,
            @Nullable Confirmation key) {
        return switch (outcome) {
            case RefreshOutcome.Current(var family) -> spend(presented, request, family, key);
            case RefreshOutcome.Repeated(var family, var successor) ->
                Optional.of(repeat(presented, request, family, key, successor));
            case RefreshOutcome.Replayed(var family) -> throw replayed(request, family);
            case RefreshOutcome.Useless(var grantId, var because) -> throw refused(request, grantId, because);
        };
    }

    private Optional<Authentication> spend(
            OAuth2RefreshTokenAuthenticationToken presented,
            TokenRequest request,
            RefreshFamily family,
            @Nullable Confirmation key) {
        var tokens = issue(presented, request, family, key);
        if (keepsItsToken(request, family)) {
            var idle = request.client().getTokenSettings().getRefreshTokenTimeToLive();
            return families.prolong(presented.getRefreshToken(), idle)
                    .map(seconds -> answer(request, family, tokens, presented.getRefreshToken(), seconds));
        }
        return rotate(presented, request, key, null).map(rotated -> answer(request, rotated, tokens));
    }

    /**
     * A public client can't prove who it is, so its token always rotates, unless it is bound to a key (RFC 9700, section
     * 2.2.2).
     */
    private static boolean keepsItsToken(TokenRequest request, RefreshFamily family) {
        return request.client().getTokenSettings().isReuseRefreshTokens()
                && (!request.isPublic() || family.keyThumbprint() != null);
    }

    private Authentication answer(TokenRequest request, RefreshFamilies.Rotated rotated, TokenIssuer.Tokens tokens) {
        return answer(
                request,
                rotated.family(),
                tokens,
                rotated.successor().value(),
                rotated.family().tokenSeconds());
    }

    private Authentication answer(
            TokenRequest request, RefreshFamily family, TokenIssuer.Tokens tokens, String refreshToken, long seconds) {
        events.publishEvent(
                new AuditEvent.Refreshed(family.grantId(), request.client().getClientId()));
        return request.answer(tokens, new TokenRequest.RefreshAnswer(refreshToken, seconds, family.grantSeconds()));
    }

    private Authentication repeat(
            OAuth2RefreshTokenAuthenticationToken presented,
            TokenRequest request,
            RefreshFamily family,
            @Nullable Confirmation key,
            OpaqueToken successor) {
        var tokens = issue(presented, request, family, key);
        events.publishEvent(new AuditEvent.RefreshRepeated(
                family.grantId(), request.client().getClientId()));
        return request.answer(
                tokens,
                new TokenRequest.RefreshAnswer(successor.value(), family.tokenSeconds(), family.grantSeconds()));
    }

    /** A request may ask for less than was granted; the grant itself stays as it is. */
    private TokenIssuer.Tokens issue(
            OAuth2RefreshTokenAuthenticationToken presented,
            TokenRequest request,
            RefreshFamily family,
            @Nullable Confirmation key) {
        var granted = TokenIssuer.stillAllowed(request.client(), family.scopes());
        var wanted = presented.getScopes().isEmpty() ? granted : presented.getScopes();
        if (!granted.containsAll(wanted)) {
            events.publishEvent(new AuditEvent.RefreshRefused(
                    request.client().getClientId(), family.grantId(), "wider scope than was granted"));
            throw Refusals.of(OAuth2ErrorCodes.INVALID_SCOPE, "A refresh can not widen the scope that was granted.");
        }
        var target = resources.under(family.resources(), presented.getAdditionalParameters(), request.client());
        return issuer.issue(occasion(presented, request, family, key), wanted, target);
    }

    private static TokenIssuer.Occasion occasion(
            OAuth2RefreshTokenAuthenticationToken presented,
            TokenRequest request,
            RefreshFamily family,
            @Nullable Confirmation key) {
        return new TokenIssuer.Occasion(
                request.client(),
                family.grantId(),
                family.accountId(),
                family.signIn(),
                family.scopes(),
                family.status(),
                RequestedClaims.NONE,
                null,
                key,
                AuthorizationGrantType.REFRESH_TOKEN,
                presented);
    }

    private OAuth2AuthenticationException replayed(TokenRequest request, RefreshFamily family) {
        grants.endCompromised(
                family.grantId(),
                new AuditEvent.RefreshTokenReplayed(
                        family.grantId(), request.client().getClientId(), family.accountId()));
        return TokenRequest.invalidGrant();
    }

    private OAuth2AuthenticationException refused(TokenRequest request, @Nullable UUID grantId, String because) {
        events.publishEvent(new AuditEvent.RefreshRefused(request.client().getClientId(), grantId, because));
        return TokenRequest.invalidGrant();
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2RefreshTokenAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
