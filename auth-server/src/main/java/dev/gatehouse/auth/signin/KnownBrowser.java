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
import java.util.Optional;
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

    private static final String COOKIE = "auth-server-browser-";
    private static final Duration LIFE = Duration.ofDays(180);
    private static final int COMBINING_DOT = 0x307;

    /** So many letters of a code, 72 bits, tell names apart. */
    private static final int NAME_LENGTH = 12;

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
        var name = code(username);
        var id = UUID.randomUUID() + "." + clock.instant().getEpochSecond() + "." + name;
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE + name, authenticator.signed(id))
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
        var name = code(username);
        return Optional.ofNullable(WebUtils.getCookie(request, COOKIE + name))
                .flatMap(cookie -> authenticator.verified(cookie.getValue()))
                .filter(id -> isGoodFor(name, id.split("\\.")))
                .orElse("");
    }

    /** The parts were signed here, so they are there. */
    private boolean isGoodFor(String name, String[] id) {
        var madeAt = Instant.ofEpochSecond(Long.parseLong(id[1]));
        return id[2].equals(name) && madeAt.plus(LIFE).isAfter(clock.instant());
    }

    /** Stands for a user name where others may read it. */
    private String code(String username) {
        return Base64.getUrlEncoder()
                .encodeToString(authenticator.code("name " + folded(username)))
                .substring(0, NAME_LENGTH);
    }
}
