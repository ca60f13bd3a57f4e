package dev.gatehouse.auth.token;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The name of this issuer, which every token carries. It is configured, never taken from a request: the {@code Host}
 * header is the sender's choice.
 *
 * @param issuer an HTTPS address without a path, since pages lead to the root of the host; HTTP only on a loopback
 *     address
 */
@ConfigurationProperties("spring.security.oauth2.authorizationserver")
public record Issuer(@DefaultValue("") String issuer) {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String SETTING = "spring.security.oauth2.authorizationserver.issuer";

    public Issuer {
        if (issuer.isBlank()) {
            throw new UnfitSetting(
                    SETTING + " is not set.", "Give the address under which everybody reaches this server.");
        }
        var address = address(issuer);
        var secure = "https".equals(address.getScheme());
        var loopback = "http".equals(address.getScheme()) && LOOPBACK.contains(String.valueOf(address.getHost()));
        if (!secure && !loopback
                || address.getHost() == null
                || !address.getRawPath().isEmpty()
                || address.getRawQuery() != null
                || address.getRawFragment() != null) {
            throw unfit(issuer);
        }
    }

    private static URI address(String issuer) {
        try {
            return new URI(issuer);
        } catch (URISyntaxException _) {
            throw unfit(issuer);
        }
    }

    private static UnfitSetting unfit(String issuer) {
        return new UnfitSetting(
                SETTING + " is '" + issuer + "'.",
                "It must be an https address without a path, query, fragment or slash at the end; http is only for"
                        + " loopback addresses.");
    }
}
