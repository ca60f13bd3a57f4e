package dev.gatehouse.resource.security;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;

/**
 * Refuses tokens with claims that are not of their kind, signed or not, before anybody stumbles over them. They can't
 * change, so this is looked at once, with the signature.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2.2">RFC 9068, section 2.2</a>
 */
class ClaimShapes implements OAuth2TokenValidator<Jwt> {

    private static final OAuth2TokenValidatorResult ODD =
            OAuth2TokenValidatorResult.failure(BearerTokenErrors.invalidToken("The token's claims can not be read"));

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        return isStorable(token.getSubject())
                        && isConfirmation(token.getClaim("cnf"))
                        && isScope(token.getClaim("scope"))
                        && isScope(token.getClaim("scp"))
                ? OAuth2TokenValidatorResult.success()
                : ODD;
    }

    /** What a database would change or refuse, could be somebody else afterwards. */
    private static boolean isStorable(@Nullable String subject) {
        return subject == null
                || subject.indexOf('\0') < 0
                        && StandardCharsets.UTF_8.newEncoder().canEncode(subject);
    }

    /** RFC 7800, section 3.1. */
    private static boolean isConfirmation(@Nullable Object confirmation) {
        return confirmation == null
                || confirmation instanceof Map<?, ?> members
                        && isTextOrAbsent("jkt", members)
                        && isTextOrAbsent("x5t#S256", members);
    }

    private static boolean isTextOrAbsent(String name, Map<?, ?> members) {
        return !members.containsKey(name) || members.get(name) instanceof String;
    }

    private static boolean isScope(@Nullable Object scope) {
        return scope == null
                || scope instanceof String
                || scope instanceof Collection<?> names && names.stream().allMatch(String.class::isInstance);
    }
}
