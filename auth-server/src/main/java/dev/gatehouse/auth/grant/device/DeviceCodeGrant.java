package dev.gatehouse.auth.grant.device;

import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.NewGrants;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.RequestedClaims;
import dev.gatehouse.auth.grant.ResourceIndicators;
import dev.gatehouse.auth.grant.TokenIssuer;
import dev.gatehouse.auth.grant.TokenRequest;
import dev.gatehouse.auth.grant.proof.KeyProofs;
import dev.gatehouse.auth.token.TokenLifetimes;
import dev.gatehouse.auth.token.status.StatusBits;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceCodeAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Trades a device code for tokens, once a person has let the device in.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.5">RFC 8628, section 3.5</a>
 */
@Component
public class DeviceCodeGrant implements AuthenticationProvider {

    private final DeviceCodes codes;
    private final TokenIssuer issuer;
    private final ResourceIndicators resources;
    private final KeyProofs proofs;
    private final StatusBits bits;
    private final ApplicationEventPublisher events;

    DeviceCodeGrant(
            DeviceCodes codes,
            TokenIssuer issuer,
            ResourceIndicators resources,
            KeyProofs proofs,
            StatusBits bits,
            ApplicationEventPublisher events) {
        this.codes = codes;
        this.issuer = issuer;
        this.resources = resources;
        this.proofs = proofs;
        this.bits = bits;
        this.events = events;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        var presented = (OAuth2DeviceCodeAuthenticationToken) authentication;
        var request = TokenRequest.of(presented, AuthorizationGrantType.DEVICE_CODE);
        // First: a proof that has to come again with a nonce is no answer to a poll.
        var proof = proofs.read(presented.getAdditionalParameters(), request);
        var polling = codes.poll(presented.getDeviceCode())
                .filter(found ->
                        found.clientId().equals(UUID.fromString(request.client().getId())))
                .orElseThrow(TokenRequest::invalidGrant);
        if (polling.redeemed()) {
            throw TokenRequest.invalidGrant();
        }
        if (polling.expired()) {
            throw Refusals.of("expired_token", "The device code has expired; begin again.");
        }
        if (polling.hasty()) {
            throw Refusals.of("slow_down", "The device asks too often; wait five seconds longer from now on.");
        }
        if (!polling.decided()) {
            throw Refusals.of("authorization_pending", "Nobody has let the device in yet.");
        }
        if (polling.accountId() == null) {
            throw Refusals.of(OAuth2ErrorCodes.ACCESS_DENIED, "The person refused the device.");
        }
        return redeem(polling, presented, request, proof);
    }

    private Authentication redeem(
            DeviceCodes.Polling polling,
            OAuth2DeviceCodeAuthenticationToken presented,
            TokenRequest request,
            KeyProofs.@Nullable KeyProof proof) {
        var client = request.client();
        var accountId = Objects.requireNonNull(polling.accountId());
        var target = resources.under(polling.resources(), presented.getAdditionalParameters(), client);
        proofs.use(proof);
        var key = proof == null ? null : proof.confirmation();
        var status = bits.forGrant(TokenLifetimes.ofBit(ClientPolicy.grantTimeToLive(client)));
        var occasion = new TokenIssuer.Occasion(
                client,
                polling.grantId(),
                accountId,
                Objects.requireNonNull(polling.signIn()),
                polling.scopes(),
                status,
                RequestedClaims.NONE,
                null,
                key,
                AuthorizationGrantType.DEVICE_CODE,
                presented);
        var tokens = issuer.issue(occasion, polling.scopes(), target);
        var grant = NewGrants.NewGrant.of(request, status, polling.resources(), key);
        var lives = codes.redeem(presented.getDeviceCode(), grant).orElseThrow(TokenRequest::invalidGrant);
        events.publishEvent(new AuditEvent.GrantIssued(polling.grantId(), client.getClientId(), accountId.toString()));
        return request.answer(tokens, lives.answer(grant));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2DeviceCodeAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
