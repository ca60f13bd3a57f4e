package dev.gatehouse.auth.token;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Where a token's bit is.
 *
 * @param list the list
 * @param index the place in it, from 0
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/">Token Status List, section 6, Referenced
 *     Token</a>
 */
public record TokenStatus(UUID list, int index) {

    /** The claim of a token that says where its bit is. */
    public static final String CLAIM = "status";

    /** Where lists are published, under the issuer's address. */
    public static final String PATH = "/statuslists/";

    private static final String REFERENCE = "status_list";

    /** Returns the value of the claim. */
    public Map<String, Object> claim(Issuer issuer) {
        return Map.of(REFERENCE, Map.of("idx", index, "uri", address(issuer, list)));
    }

    /** Returns the address of a list. */
    public static String address(Issuer issuer, UUID list) {
        return issuer.issuer() + PATH + list;
    }

    /** Reads the claim of a token that this issuer signed; empty if it names none of our lists. */
    public static Optional<TokenStatus> of(Jwt token, Issuer issuer) {
        return token.getClaim(CLAIM) instanceof Map<?, ?> status && status.get(REFERENCE) instanceof Map<?, ?> reference
                ? parse(reference.get("uri"), reference.get("idx"), issuer)
                : Optional.empty();
    }

    private static Optional<TokenStatus> parse(@Nullable Object uri, @Nullable Object index, Issuer issuer) {
        var prefix = issuer.issuer() + PATH;
        if (!(uri instanceof String address) || !address.startsWith(prefix) || !(index instanceof Number place)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TokenStatus(UUID.fromString(address.substring(prefix.length())), place.intValue()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
