package dev.gatehouse.auth.grant.assertion;

import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.grant.NewGrants;
import dev.gatehouse.auth.grant.RequestedClaims;
import dev.gatehouse.auth.grant.ResourceIndicators;
import dev.gatehouse.auth.grant.SignIn;
import dev.gatehouse.auth.grant.TokenIssuer;
import dev.gatehouse.auth.grant.TokenRequest;
import dev.gatehouse.auth.grant.proof.KeyProofs;
import dev.gatehouse.auth.token.Confirmation;
import dev.gatehouse.auth.token.TokenLifetimes;
import dev.gatehouse.auth.token.status.StatusBits;
import dev.gatehouse.platform.id.TimeOrderedId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes the grant and the token for a person about whom a trusted issuer has vouched. */
@Component
class Trades {

    private final NewGrants grants;
    private final TokenIssuer tokens;
    private final ResourceIndicators resources;
    private final KeyProofs proofs;
    private final StatusBits bits;
    private final JsonMapper json;
    private final ApplicationEventPublisher events;

    Trades(
            NewGrants grants,
            TokenIssuer tokens,
            ResourceIndicators resources,
            KeyProofs proofs,
            StatusBits bits,
            JsonMapper json,
            ApplicationEventPublisher events) {
        this.grants = grants;
        this.tokens = tokens;
        this.resources = resources;
        this.proofs = proofs;
        this.bits = bits;
        this.json = json;
        this.events = events;
    }

    /**
     * Makes them.
     *
     * @param spend called when all of the request is as it should be; may refuse it
     */
    Authentication tokens(PresentedAssertion presented, TokenRequest request, UUID accountId, Runnable spend) {
        var client = request.client();
        var scopes = request.allowed(presented.scopes());
        var target = resources.requested(presented.getAdditionalParameters(), client);
        var proof = proofs.read(presented.getAdditionalParameters(), request);
        spend.run();
        proofs.use(proof);
        var key = proof == null ? null : proof.confirmation();
        var life = client.getTokenSettings().getAccessTokenTimeToLive();
        var status = bits.forGrant(TokenLifetimes.ofBit(life));
        var grantId = TimeOrderedId.next();
        var signIn = new SignIn(List.of(), null);
        var occasion = new TokenIssuer.Occasion(
                client,
                grantId,
                accountId,
                signIn,
                scopes,
                status,
                RequestedClaims.NONE,
                null,
                key,
                PresentedAssertion.GRANT_TYPE,
                presented);
        var issued = tokens.issue(occasion, scopes, target);
        if (grant(occasion, target, key).isEmpty()) {
            throw TokenRequest.invalidGrant();
        }
        events.publishEvent(new AuditEvent.GrantIssued(grantId, client.getClientId(), accountId.toString()));
        return request.answer(issued, null);
    }

    private Optional<NewGrants.Lives> grant(
            TokenIssuer.Occasion occasion, Set<String> target, @Nullable Confirmation key) {
        var life = occasion.client().getTokenSettings().getAccessTokenTimeToLive();
        return grants.add(
                """
                select cast(:grant as uuid) as grant_id, cast(:client as uuid) as client_id, id as account_id,
                    :scopes as scopes, cast(:signIn as jsonb) as sign_in, null as claims
                from account where id = :account and enabled""",
                Map.of(
                        "grant",
                        occasion.grantId(),
                        "client",
                        UUID.fromString(occasion.client().getId()),
                        "account",
                        occasion.accountId(),
                        "scopes",
                        occasion.grantedScopes().toArray(String[]::new),
                        "signIn",
                        json.writeValueAsString(occasion.signIn())),
                new NewGrants.NewGrant(
                        null, occasion.status(), target, key == null ? null : key.thumbprint(), life, life));
    }
}
