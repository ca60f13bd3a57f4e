package dev.gatehouse.auth.grant.code;

import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.Grants;
import dev.gatehouse.auth.grant.NewGrants;
import dev.gatehouse.auth.grant.RequestedClaims;
import dev.gatehouse.auth.grant.ResourceIndicators;
import dev.gatehouse.auth.grant.TokenIssuer;
import dev.gatehouse.auth.grant.TokenRequest;
import dev.gatehouse.auth.grant.proof.KeyProofs;
import dev.gatehouse.auth.token.Confirmation;
import dev.gatehouse.auth.token.TokenLifetimes;
import dev.gatehouse.auth.token.TokenStatus;
import dev.gatehouse.auth.token.status.StatusBits;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Trades a code for tokens, once. Whose code it is and who began the flow is settled before anything else, so that a
 * stranger who found a spent code can't end somebody's grant with it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749, section 4.1.3</a>
 */
@Component
public class AuthorizationCodeGrant implements AuthenticationProvider {

    private final AuthorizationCodes codes;
    private final Grants grants;
    private final TokenIssuer issuer;
    private final ResourceIndicators resources;
    private final KeyProofs proofs;
    private final StatusBits bits;
    private final ApplicationEventPublisher events;

    AuthorizationCodeGrant(
            AuthorizationCodes codes,
            Grants grants,
            TokenIssuer issuer,
            ResourceIndicators resources,
            KeyProofs proofs,
            StatusBits bits,
            ApplicationEventPublisher events) {
        this.codes = codes;
        this.grants = grants;
        this.issuer = issuer;
        this.resources = resources;
        this.proofs = proofs;
        this.bits = bits;
        this.events = events;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        var presented = (OAuth2AuthorizationCodeAuthenticationToken) authentication;
        var request = TokenRequest.of(presented, AuthorizationGrantType.AUTHORIZATION_CODE);
        return redeemAtOnce(presented, request).orElseGet(() -> examine(presented, request));
    }

    /**
     * What nearly every request comes for, in one statement: where it brings no proof and names no resource, nothing has
     * to be checked first that the statement does not, and where subjects are public, nothing to be read after it, which
     * could fail when the code is spent. Whatever it does not redeem is examined.
     */
    private Optional<Authentication> redeemAtOnce(
            OAuth2AuthorizationCodeAuthenticationToken presented, TokenRequest request) {
        var challenge = presented.getAdditionalParameters().get("code_verifier") instanceof String verifier
                ? ProofKey.challenge(verifier)
                : null;
        if (challenge == null
                || ClientPolicy.sector(request.client()).isPresent()
                || ResourceIndicators.areNamed(presented.getAdditionalParameters())
                || KeyProofs.areNeeded(presented.getAdditionalParameters(), request.client())) {
            return Optional.empty();
        }
        var grant = NewGrants.NewGrant.of(request, bit(request), Set.of(), null);
        var redeemed = codes.redeemAtOnce(
                presented.getCode(),
                UUID.fromString(request.client().getId()),
                challenge,
                presented.getRedirectUri(),
                grant);
        if (redeemed.isEmpty()) {
            // Or whoever makes up codes would use up the lists.
            bits.giveBack(grant.status());
        }
        return redeemed.map(each -> {
            var code = each.code();
            var occasion = occasion(code, presented, request, grant.status(), null);
            var tokens = issuer.issue(occasion, code.scopes(), Set.of());
            return answer(code, request, tokens, each.lives().answer(grant));
        });
    }

    private Authentication examine(OAuth2AuthorizationCodeAuthenticationToken presented, TokenRequest request) {
        var code = codes.find(presented.getCode())
                .filter(found -> belongsTo(found, presented, request))
                .orElseThrow(TokenRequest::invalidGrant);
        if (code.redeemed()) {
            throw reused(code, request);
        }
        if (code.expired() || !code.accountEnabled()) {
            throw TokenRequest.invalidGrant();
        }
        return redeem(code, presented, request);
    }

    private static boolean belongsTo(
            AuthorizationCodes.AuthorizationCode code,
            OAuth2AuthorizationCodeAuthenticationToken presented,
            TokenRequest request) {
        var redirectUri = code.request().redirectUri();
        var verifier = presented.getAdditionalParameters().get("code_verifier");
        return code.clientId().toString().equals(request.client().getId())
                && (redirectUri == null || redirectUri.equals(presented.getRedirectUri()))
                && ProofKey.proves(
                        verifier instanceof String text ? text : null,
                        code.request().parameter("code_challenge"));
    }

    private Authentication redeem(
            AuthorizationCodes.AuthorizationCode code,
            OAuth2AuthorizationCodeAuthenticationToken presented,
            TokenRequest request) {
        var granted = resources.requested(code.request().parameters(), request.client());
        var target = resources.under(granted, presented.getAdditionalParameters(), request.client());
        var proof = proofs.read(presented.getAdditionalParameters(), request);
        var key = proof == null ? null : proof.confirmation();
        var announced = code.request().parameter("dpop_jkt");
        if (announced != null && (key == null || !announced.equals(key.thumbprint()))) {
            // RFC 9449, section 10: the code was made for the holder of another key.
            throw TokenRequest.invalidGrant();
        }
        proofs.use(proof);
        var status = bit(request);
        var tokens = issuer.issue(occasion(code, presented, request, status, key), code.scopes(), target);
        var grant = NewGrants.NewGrant.of(request, status, granted, key);
        var lives = codes.redeem(presented.getCode(), grant).orElseThrow(() -> reused(code, request));
        return answer(code, request, tokens, lives.answer(grant));
    }

    private TokenStatus bit(TokenRequest request) {
        return bits.forGrant(TokenLifetimes.ofBit(ClientPolicy.grantTimeToLive(request.client())));
    }

    private Authentication answer(
            AuthorizationCodes.AuthorizationCode code,
            TokenRequest request,
            TokenIssuer.Tokens tokens,
            TokenRequest.@Nullable RefreshAnswer refresh) {
        events.publishEvent(new AuditEvent.GrantIssued(
                code.grantId(), request.client().getClientId(), code.accountId().toString()));
        return request.answer(tokens, refresh);
    }

    private static TokenIssuer.Occasion occasion(
            AuthorizationCodes.AuthorizationCode code,
            OAuth2AuthorizationCodeAuthenticationToken presented,
            TokenRequest request,
            TokenStatus status,
            @Nullable Confirmation key) {
        return new TokenIssuer.Occasion(
                request.client(),
                code.grantId(),
                code.accountId(),
                code.signIn(),
                code.scopes(),
                status,
                RequestedClaims.of(code.request().parameter("claims")),
                code.request().parameter("nonce"),
                key,
                AuthorizationGrantType.AUTHORIZATION_CODE,
                presented);
    }

    /** OAuth 2.1, section 4.1.3: a second use is an attack, and what the first one got is no longer safe. */
    private RuntimeException reused(AuthorizationCodes.AuthorizationCode code, TokenRequest request) {
        grants.endCompromised(
                code.grantId(),
                new AuditEvent.CodeReused(code.grantId(), request.client().getClientId(), code.accountId()));
        return TokenRequest.invalidGrant();
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2AuthorizationCodeAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
