package dev.gatehouse.auth.token;

import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom access tokens are for.
 *
 * @param defaultAudience the resource servers that a token is for when its client does not name one; none: the client
 *     itself
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-3">RFC 9068, section 3</a>
 */
@ConfigurationProperties("gatehouse.token")
public record TokenAudience(@DefaultValue Set<String> defaultAudience) {

    List<String> of(Set<String> resources, String clientId) {
        if (!resources.isEmpty()) {
            return List.copyOf(resources);
        }
        return defaultAudience.isEmpty() ? List.of(clientId) : List.copyOf(defaultAudience);
    }
}
