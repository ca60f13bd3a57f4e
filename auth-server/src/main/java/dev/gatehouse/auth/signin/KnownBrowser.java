package dev.gatehouse.auth.signin;

import dev.gatehouse.platform.page.PublicAddress;
import dev.gatehouse.platform.seal.Authenticator;
import dev.gatehouse.platform.seal.EncryptionKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * A cookie by which a browser is known that has signed in with a name before. It proves nothing about who sits there; it
 * only sees to it that a stranger who tries passwords for a name does not keep out the person whose name it is.
 *
 * @see <a href="https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies">OWASP, device
 *     cookies</a>
 */
@Component
class KnownBrowser {

    private static final String NAME = "auth-server-browser";
    private static final Duration LIFE = Duration.ofDays(180);

    private final Authenticator authenticator;
    private final boolean secure;

    KnownBrowser(EncryptionKey key, PublicAddress address) {
        this.authenticator = key.authenticator("known browser");
        this.secure = address.isSecure();
    }

    /** Upper and lower case are the same, letter by letter, as the database has it. */
    static String folded(String username) {
        return username.codePoints()
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Makes the browser known. */
    void remember(String username, HttpServletRequest request, HttpServletResponse response) {
        var id = UUID.randomUUID().toString();
        var code = authenticator.code(id + folded(username));
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(
                                NAME,
                                id + "."
                                        + Base64.getUrlEncoder()
                                                .withoutPadding()
                                                .encodeToString(code))
                        .path(request.getContextPath() + "/login")
                        .maxAge(LIFE)
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite("Lax")
                        .build()
                        .toString());
    }

    /** Returns the id of a browser that has signed in with a name, or nothing. */
    String idFor(String username, HttpServletRequest request) {
        var cookie = WebUtils.getCookie(request, NAME);
        var parts = cookie == null ? new String[0] : cookie.getValue().split("\\.", -1);
        return parts.length == 2 && isMade(parts[0], username, parts[1]) ? parts[0] : "";
    }

    private boolean isMade(String id, String username, String code) {
        try {
            return authenticator.matches(
                    id + folded(username), Base64.getUrlDecoder().decode(code));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
