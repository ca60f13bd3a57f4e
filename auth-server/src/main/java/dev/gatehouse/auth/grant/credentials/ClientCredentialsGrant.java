package dev.gatehouse.auth.grant.credentials;

import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.ResourceIndicators;
import dev.gatehouse.auth.grant.TokenRequest;
import dev.gatehouse.auth.grant.proof.KeyProofs;
import dev.gatehouse.auth.token.TokenContent;
import dev.gatehouse.auth.token.TokenGenerator;
import dev.gatehouse.auth.token.status.StatusBits;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Gives a client a token for itself. Nothing is stored: the signature and the status bit say all.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749, section 4.4</a>
 */
@Component
public class ClientCredentialsGrant implements AuthenticationProvider {

    private final ResourceIndicators resources;
    private final KeyProofs proofs;
    private final StatusBits bits;
    private final TokenGenerator tokens;
    private final ApplicationEventPublisher events;

    ClientCredentialsGrant(
            ResourceIndicators resources,
            KeyProofs proofs,
            StatusBits bits,
            TokenGenerator tokens,
            ApplicationEventPublisher events) {
        this.resources = resources;
        this.proofs = proofs;
        this.bits = bits;
        this.tokens = tokens;
        this.events = events;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        var presented = (OAuth2ClientCredentialsAuthenticationToken) authentication;
        var request = TokenRequest.of(presented, AuthorizationGrantType.CLIENT_CREDENTIALS);
        var client = request.client();
        if (request.isPublic()) {
            throw Refusals.of(
                    OAuth2ErrorCodes.UNAUTHORIZED_CLIENT, "A client that proves nothing gets no tokens for itself.");
        }
        var proof = proofs.read(presented.getAdditionalParameters(), request);
        proofs.use(proof);
        var content = new TokenContent(
                client,
                request.authentication(),
                client.getClientId(),
                null,
                request.allowed(presented.getScopes()),
                resources.requested(presented.getAdditionalParameters(), client),
                bits.forClient(
                        UUID.fromString(client.getId()),
                        ClientPolicy.tokensEndedAt(client),
                        client.getTokenSettings().getAccessTokenTimeToLive()),
                null,
                null,
                proof == null ? null : proof.confirmation(),
                ClientPolicy.idToken(client),
                null,
                AuthorizationGrantType.CLIENT_CREDENTIALS,
                presented);
        var accessToken = tokens.accessToken(content);
        events.publishEvent(new AuditEvent.ClientTokenIssued(client.getClientId()));
        return request.answer(accessToken);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientCredentialsAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
