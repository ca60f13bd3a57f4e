package dev.gatehouse.auth.token;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;

/**
 * Refuses to sign what must not be read by everybody. A token is readable to whoever sees it, so a customizer that puts
 * a secret into one has made a mistake: no token is issued, the log says which claim, the client learns nothing of it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-6">RFC 9068, section 6, Privacy Considerations</a>
 */
final class ClaimsPolicy {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimsPolicy.class);

    /** Longer than any identifier or address; what is longer makes every request of the holder longer. */
    private static final int LONGEST = 2_000;

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(passw|pwd|secret|private.?key|api.?key|credential|refresh.?token).*");
    private static final Pattern SECRET_VALUE =
            Pattern.compile("(?s).*(gh_[a-z]{2}_|-----BEGIN|\\{(bcrypt|argon2|sha256|noop|scrypt|pbkdf2)).*");

    private ClaimsPolicy() {}

    static void check(JwtEncodingContext context) {
        context.getClaims().claims(claims -> claims.forEach(ClaimsPolicy::check));
    }

    private static void check(String name, Object value) {
        if (SECRET_NAME.matcher(name).matches()) {
            throw refused(name, "has the name of a secret");
        }
        texts(value).forEach(text -> {
            if (text.length() > LONGEST) {
                throw refused(name, "is longer than " + LONGEST + " characters");
            }
            if (SECRET_VALUE.matcher(text).matches()) {
                throw refused(name, "looks like a secret");
            }
        });
    }

    private static Stream<String> texts(@Nullable Object value) {
        return switch (value) {
            case CharSequence text -> Stream.of(text.toString());
            case Collection<?> values -> values.stream().flatMap(ClaimsPolicy::texts);
            case Map<?, ?> values ->
                Stream.concat(values.keySet().stream(), values.values().stream())
                        .flatMap(ClaimsPolicy::texts);
            case null, default -> Stream.empty();
        };
    }

    private static OAuth2AuthenticationException refused(String name, String because) {
        LOG.error("No token was issued: the claim '{}' {}, and everybody can read a token", name, because);
        return new OAuth2AuthenticationException(
                new OAuth2Error(OAuth2ErrorCodes.SERVER_ERROR, "The token could not be made.", null));
    }
}
