package dev.gatehouse.auth.client;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** What the clients of this server may ask for, beyond what OpenID Connect knows. */
@Component
public class DeclaredScopes {

    private final Set<String> scopes = new TreeSet<>();

    DeclaredScopes(DeclaredClients declared) {
        declared.client()
                .values()
                .forEach(each -> scopes.addAll(each.registration().scopes()));
    }

    /** Returns the scopes of all declared clients, in order. */
    public Set<String> scopes() {
        return Collections.unmodifiableSet(scopes);
    }
}
