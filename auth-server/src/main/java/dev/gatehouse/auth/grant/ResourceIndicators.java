package dev.gatehouse.auth.grant;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.token.TokenAudience;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * Which resource servers a client wants a token for, by their addresses. A client may name those of its own list and
 * those that tokens are for anyway.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8707#section-2">RFC 8707, section 2</a>
 */
@Component
public class ResourceIndicators {

    private static final String PARAMETER = "resource";

    private final TokenAudience audience;

    ResourceIndicators(TokenAudience audience) {
        this.audience = audience;
    }

    /** Tells whether a request names any. */
    public static boolean areNamed(Map<String, Object> parameters) {
        return parameters.containsKey(PARAMETER);
    }

    /**
     * Reads what a request names.
     *
     * @param parameters the request's, each a string or several
     * @return nothing where it names none
     * @throws OAuth2AuthenticationException {@code invalid_target} for what is no absolute URI, or not for this client
     */
    public Set<String> requested(Map<String, Object> parameters, RegisteredClient client) {
        var wanted = values(parameters.get(PARAMETER));
        return wanted.isEmpty() ? wanted : checked(wanted, allowed(client));
    }

    /**
     * Returns what tokens of a grant are for: what the request names, or all that the grant is restricted to. What a
     * client may no longer ask for it does not keep either.
     *
     * @param granted what the grant is restricted to; nothing where it is not
     * @throws OAuth2AuthenticationException {@code invalid_target} also where nothing is left of what was granted
     */
    public Set<String> under(Set<String> granted, Map<String, Object> parameters, RegisteredClient client) {
        if (granted.isEmpty()) {
            return requested(parameters, client);
        }
        var left = new HashSet<>(granted);
        left.retainAll(allowed(client));
        var wanted = values(parameters.get(PARAMETER));
        if (left.isEmpty()) {
            throw unfit();
        }
        return wanted.isEmpty() ? left : checked(wanted, left);
    }

    /** Checks what a request names as resources or as audiences (RFC 8693, section 2.1). */
    public Set<String> named(Set<String> wanted, RegisteredClient client) {
        return checked(Set.copyOf(wanted), allowed(client));
    }

    private static Set<String> checked(Set<String> wanted, Set<String> allowed) {
        if (!wanted.stream().allMatch(each -> isAbsolute(each) && allowed.contains(each))) {
            throw unfit();
        }
        return wanted;
    }

    private static OAuth2AuthenticationException unfit() {
        return Refusals.of("invalid_target", "The resource is unknown, malformed or not for this client.");
    }

    /** Returns what a client may name. */
    public Set<String> allowed(RegisteredClient client) {
        var allowed = new HashSet<>(ClientPolicy.resources(client));
        allowed.addAll(audience.defaultAudience());
        return allowed;
    }

    /** A parameter without a value counts as left out (RFC 6749, section 3.2). */
    private static Set<String> values(@Nullable Object parameter) {
        var values = switch (parameter) {
            case null -> List.<String>of();
            case String[] many -> List.of(many);
            case List<?> many -> many.stream().map(String::valueOf).toList();
            default -> List.of(parameter.toString());
        };
        return values.stream().filter(each -> !each.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isAbsolute(String uri) {
        try {
            var parsed = new URI(uri);
            return parsed.isAbsolute() && parsed.getRawFragment() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
