package dev.gatehouse.auth.grant.assertion;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.auth.account.Accounts;
import dev.gatehouse.auth.client.jwk.ClientKeys;
import dev.gatehouse.auth.client.jwk.UsedProofs;
import dev.gatehouse.auth.grant.TokenRequest;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.auth.token.ReceivedJwt;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Trades what a trusted issuer says about a person for an access token. There is no refresh token: the client can bring
 * the next assertion.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-2.1">RFC 7523, section 2.1</a>
 */
@Component
public class AssertionGrant implements AuthenticationProvider {

    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Set<SigningAlgorithm> ALGORITHMS = EnumSet.allOf(SigningAlgorithm.class);

    /** RFC 8725, section 3.11: what was signed for something else, as an access token is, grants nothing. */
    private static final Set<String> TYPES = Set.of("jwt", "authorization-grant+jwt");

    private final TrustedIssuers trusted;
    private final Trades trades;
    private final ClientKeys keys;
    private final UsedProofs used;
    private final Accounts accounts;
    private final Issuer issuer;
    private final Clock clock;

    AssertionGrant(
            TrustedIssuers trusted,
            Trades trades,
            ClientKeys keys,
            UsedProofs used,
            Accounts accounts,
            Issuer issuer,
            Clock clock) {
        this.trusted = trusted;
        this.trades = trades;
        this.keys = keys;
        this.used = used;
        this.accounts = accounts;
        this.issuer = issuer;
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        var presented = (PresentedAssertion) authentication;
        var request = TokenRequest.of(presented, PresentedAssertion.GRANT_TYPE);
        var vouched = checked(presented.assertion(), request.client().getClientId());
        return trades.tokens(presented, request, vouched.account(), () -> spend(vouched));
    }

    /**
     * A person about whom an issuer vouches.
     *
     * @param id what tells the assertion from every other of the issuer
     */
    private record Vouched(UUID account, String issuer, String id) {}

    /** An assertion counts once, and only when all the rest of its request is as it should be. */
    private void spend(Vouched vouched) {
        if (!used.take(vouched.issuer(), vouched.id(), LONGEST.plus(SKEW.multipliedBy(2)))) {
            throw TokenRequest.invalidGrant();
        }
    }

    private Vouched checked(String assertion, String clientId) {
        var from = trusted.of(issuerOf(assertion), clientId).orElseThrow(TokenRequest::invalidGrant);
        var claims = keys.verified(assertion, from.jwkSet(), from.jwkSetUri(), ALGORITHMS, TYPES)
                .filter(this::isForUsNow)
                .orElseThrow(TokenRequest::invalidGrant);
        var account = account(claims.getSubject(), from).orElseThrow(TokenRequest::invalidGrant);
        var id = claims.getJWTID();
        if (id == null || id.isEmpty()) {
            throw TokenRequest.invalidGrant();
        }
        return new Vouched(account, from.issuer(), id);
    }

    private static String issuerOf(String assertion) {
        try {
            return String.valueOf(ReceivedJwt.parse(assertion).getJWTClaimsSet().getIssuer());
        } catch (ParseException | IllegalArgumentException _) {
            throw TokenRequest.invalidGrant();
        }
    }

    private boolean isForUsNow(JWTClaimsSet claims) {
        var now = clock.instant();
        var expires = claims.getExpirationTime();
        var begins = claims.getNotBeforeTime();
        return (claims.getAudience().contains(issuer.issuer())
                        || claims.getAudience().contains(issuer.issuer() + "/oauth2/token"))
                && expires != null
                && expires.toInstant().plus(SKEW).isAfter(now)
                && expires.toInstant().isBefore(now.plus(LONGEST).plus(SKEW))
                && (begins == null || begins.toInstant().isBefore(now.plus(SKEW)));
    }

    private Optional<UUID> account(String subject, TrustedIssuers.TrustedIssuer from) {
        return subject == null || subject.indexOf('\0') >= 0
                ? Optional.empty()
                : switch (from.subject()) {
                    case USERNAME -> accounts.idOf(subject);
                    case ID -> accounts.idIfOpen(subject);
                };
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return PresentedAssertion.class.isAssignableFrom(authentication);
    }
}
