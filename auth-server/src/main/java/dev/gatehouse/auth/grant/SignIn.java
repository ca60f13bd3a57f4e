package dev.gatehouse.auth.grant;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/**
 * How a person was signed in when a grant was made; kept as JSON with the grant, since every later token tells it.
 *
 * @param factors what the person proved, and when
 * @param sessionId the {@code sid} of the browser session
 */
public record SignIn(List<Factor> factors, @Nullable String sessionId) {

    /**
     * One thing proved.
     *
     * @param authority Spring Security's name of it
     * @param at when
     */
    public record Factor(String authority, Instant at) {}

    /** Takes down how a person is signed in now. */
    public static SignIn of(Authentication person, @Nullable String sessionId) {
        var factors = person.getAuthorities().stream()
                .filter(FactorGrantedAuthority.class::isInstance)
                .map(FactorGrantedAuthority.class::cast)
                .map(factor -> new Factor(factor.getAuthority(), factor.getIssuedAt()))
                .toList();
        return new SignIn(factors, sessionId);
    }

    /** Shows the person as Spring Security would. */
    public Authentication person(UUID accountId) {
        Set<GrantedAuthority> authorities = factors.stream()
                .map(factor -> FactorGrantedAuthority.withAuthority(factor.authority())
                        .issuedAt(factor.at())
                        .build())
                .collect(java.util.stream.Collectors.toSet());
        return UsernamePasswordAuthenticationToken.authenticated(accountId.toString(), null, authorities);
    }

    /** Returns when the person last proved something; the epoch where nothing is known. */
    public Instant time() {
        return factors.stream().map(Factor::at).max(Instant::compareTo).orElse(Instant.EPOCH);
    }
}
