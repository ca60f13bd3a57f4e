package dev.gatehouse.auth.token;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

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
            Pattern.compile("(?i)passw|pwd|secret|private.?key|api.?key|credential|refresh.?token");
    /** Our own secrets stand alone and are long: a random text, as an id is, may have their prefix somewhere in it. */
    private static final Pattern SECRET_VALUE = Pattern.compile(
            "(?<![\\w-])gh_[a-z]{2}_[\\w-]{20,}|-----BEGIN|\\{(bcrypt|argon2|sha256|noop|scrypt|pbkdf2)");

    /** What every secret that we know begins with: most texts have none of it, and need no closer look. */
    private static final List<String> SUSPICIOUS = List.of("gh_", "-----BEGIN", "{");

    /** Names of claims are few and come again with each token. */
    private static final Set<String> HARMLESS_NAMES = ConcurrentHashMap.newKeySet();

    private static final int MOST_NAMES = 1_000;

    private ClaimsPolicy() {}

    /** A nonce is the client's own words, which it is to get back as they were (OpenID Connect Core, section 3.1.2.1). */
    static void check(Map<String, Object> claims) {
        claims.forEach((name, value) -> {
            if (!name.equals("nonce")) {
                check(name, value);
            }
        });
    }

    private static void check(String name, Object value) {
        if (!isHarmless(name)) {
            throw refused(name, "has the name of a secret");
        }
        checkTexts(name, value);
    }

    private static boolean isHarmless(String name) {
        if (HARMLESS_NAMES.contains(name)) {
            return true;
        }
        if (SECRET_NAME.matcher(name).find()) {
            return false;
        }
        if (HARMLESS_NAMES.size() < MOST_NAMES) {
            HARMLESS_NAMES.add(name);
        }
        return true;
    }

    private static void checkTexts(String name, @Nullable Object value) {
        switch (value) {
            case CharSequence text -> checkText(name, text.toString());
            case Collection<?> values -> values.forEach(each -> checkTexts(name, each));
            case Map<?, ?> members ->
                members.forEach((key, member) -> {
                    checkTexts(name, key);
                    checkTexts(name, member);
                });
            case null, default -> {}
        }
    }

    private static void checkText(String name, String text) {
        if (text.length() > LONGEST) {
            throw refused(name, "is longer than " + LONGEST + " characters");
        }
        for (var mark : SUSPICIOUS) {
            if (text.contains(mark) && SECRET_VALUE.matcher(text).find()) {
                throw refused(name, "looks like a secret");
            }
        }
    }

    private static OAuth2AuthenticationException refused(String name, String because) {
        LOG.error("No token was issued: the claim '{}' {}, and everybody can read a token", name, because);
        return new OAuth2AuthenticationException(
                new OAuth2Error(OAuth2ErrorCodes.SERVER_ERROR, "The token could not be made.", null));
    }
}
