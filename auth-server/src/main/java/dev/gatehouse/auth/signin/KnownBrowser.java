package dev.gatehouse.auth.signin;

import dev.gatehouse.platform.page.PublicAddress;
import dev.gatehouse.platform.seal.Authenticator;
import dev.gatehouse.platform.seal.EncryptionKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

    private static final Duration LIFE = Duration.ofDays(180);
    private static final int COMBINING_DOT = 0x307;

    /** So many letters of a code tell names apart that are used in one browser. */
    private static final int NAME_LENGTH = 8;

    private final Authenticator authenticator;
    private final Clock clock;
    private final boolean secure;

    KnownBrowser(EncryptionKey key, PublicAddress address, Clock clock) {
        this.authenticator = key.authenticator("known browser");
        this.clock = clock;
        this.secure = address.isSecure();
    }

    /** Spellings that are the same name to the database, in whatever language it compares, are the same here. */
    static String folded(String username) {
        return username.codePoints()
                .map(Character::toUpperCase)
                .map(Character::toLowerCase)
                .filter(letter -> letter != COMBINING_DOT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Makes the browser known, unless it is. */
    void remember(String username, HttpServletRequest request, HttpServletResponse response) {
        if (!idFor(username, request).isEmpty()) {
            return;
        }
        var id = UUID.randomUUID() + "." + clock.instant().getEpochSecond();
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(cookieFor(username), id + "." + encoded(codeOf(id, username)))
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
        var cookie = WebUtils.getCookie(request, cookieFor(username));
        if (cookie == null) {
            return "";
        }
        var end = cookie.getValue().lastIndexOf('.');
        var id = cookie.getValue().substring(0, Math.max(0, end));
        return isMade(id, username, cookie.getValue().substring(end + 1)) && isYoung(id) ? id : "";
    }

    private boolean isMade(String id, String username, String code) {
        try {
            return authenticator.matches(
                    text(id, username), Base64.getUrlDecoder().decode(code));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private boolean isYoung(String id) {
        var madeAt = Instant.ofEpochSecond(Long.parseLong(id.substring(id.indexOf('.') + 1)));
        return madeAt.plus(LIFE).isAfter(clock.instant());
    }

    private String cookieFor(String username) {
        return "auth-server-browser-"
                + encoded(authenticator.code("cookie " + folded(username))).substring(0, NAME_LENGTH);
    }

    private byte[] codeOf(String id, String username) {
        return authenticator.code(text(id, username));
    }

    /** An id has no space; what stands behind the first is the name. */
    private static String text(String id, String username) {
        return "id " + id + " " + folded(username);
    }

    private static String encoded(byte[] code) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    }
}
