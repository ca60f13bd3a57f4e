package dev.gatehouse.auth.grant.authorization;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/**
 * What an authorization request demands of the sign-in.
 *
 * @param prompt what may or must be asked; empty if the server decides
 * @param maxAge how old the sign-in may be
 * @param subject the account that must be the one; absent: anybody
 * @param acr how the person must have signed in, one of these; none: anyhow
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">OpenID Connect Core, section
 *     3.1.2.1</a>
 */
record SignInRequirements(
        Set<String> prompt,
        @Nullable Duration maxAge,
        @Nullable String subject,
        List<String> acr) {

    /** Reads the prompts of a request that was found well formed. */
    static Set<String> prompt(Map<String, Object> parameters) {
        var prompt = parameters.get("prompt");
        return prompt == null || prompt.toString().isBlank()
                ? Set.of()
                : Set.copyOf(List.of(prompt.toString().strip().split(" +")));
    }

    boolean allowNothingToBeAsked() {
        return prompt.contains("none");
    }

    /**
     * Tells whether a person must prove again who they are.
     *
     * @param askedSince when this request first sent the person to the sign-in page; absent if it did not yet
     */
    boolean wantSignIn(Authentication person, @Nullable Instant askedSince, Instant now) {
        var at = signedInAt(person);
        if (askedSince != null && !at.isBefore(askedSince)) {
            return false;
        }
        return wantSomebodyToSignIn()
                || subject != null && !subject.equals(person.getName())
                || maxAge != null && Duration.between(at, now).compareTo(maxAge) > 0;
    }

    /** Tells whether nobody's earlier sign-in is enough, however fresh. */
    boolean wantSomebodyToSignIn() {
        return prompt.contains("login") || prompt.contains("select_account") || Duration.ZERO.equals(maxAge);
    }

    private static Instant signedInAt(Authentication person) {
        return person.getAuthorities().stream()
                .filter(FactorGrantedAuthority.class::isInstance)
                .map(factor -> ((FactorGrantedAuthority) factor).getIssuedAt())
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }
}
