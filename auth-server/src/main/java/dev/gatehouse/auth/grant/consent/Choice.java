package dev.gatehouse.auth.grant.consent;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A scope as pages show it.
 *
 * @param explained whether there are words for it
 */
public record Choice(String scope, boolean explained) {

    private static final Set<String> EXPLAINED =
            Set.of("profile", "email", "address", "phone", "offline_access", "notes.read", "notes.write");

    /** Shows scopes in their order. */
    public static List<Choice> of(Collection<String> scopes) {
        return scopes.stream()
                .map(scope -> new Choice(scope, EXPLAINED.contains(scope)))
                .toList();
    }
}
