package dev.gatehouse.auth.grant.authorization;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/**
 * What an authorization request demands of the sign-in.
 *
 * @param prompt what may or must be asked; empty if the server decides
 * @param maxAge how old the sign-in may be
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">OpenID Connect Core, section
 *     3.1.2.1</a>
 */
record SignInRequirements(Set<String> prompt, @Nullable Duration maxAge) {

    private static final Set<String> PROMPTS = Set.of("none", "login", "consent", "select_account");

    /**
     * Reads them.
     *
     * @param parameters those of the request
     * @return empty where a parameter is malformed
     */
    static Optional<SignInRequirements> of(Map<String, Object> parameters) {
        var prompt = words(parameters.get("prompt"));
        var maxAge = parameters.get("max_age");
        if (!PROMPTS.containsAll(prompt) || prompt.contains("none") && prompt.size() > 1) {
            return Optional.empty();
        }
        if (maxAge == null || maxAge.toString().isEmpty()) {
            return Optional.of(new SignInRequirements(Set.copyOf(prompt), null));
        }
        return maxAge.toString().matches("\\d{1,9}")
                ? Optional.of(new SignInRequirements(
                        Set.copyOf(prompt), Duration.ofSeconds(Long.parseLong(maxAge.toString()))))
                : Optional.empty();
    }

    private static List<String> words(@Nullable Object parameter) {
        return parameter == null || parameter.toString().isBlank()
                ? List.of()
                : List.of(parameter.toString().strip().split(" +"));
    }

    boolean allowNothingToBeAsked() {
        return prompt.contains("none");
    }

    boolean wantConsent() {
        return prompt.contains("consent");
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
