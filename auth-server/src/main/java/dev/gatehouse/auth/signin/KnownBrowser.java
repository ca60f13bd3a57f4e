package dev.gatehouse.auth.signin;

import dev.gatehouse.platform.page.PublicAddress;
import dev.gatehouse.platform.seal.Authenticator;
import dev.gatehouse.platform.seal.EncryptionKey;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
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

    /** As many people as sign in at one browser again and again; a header with many more would be refused unread. */
    private static final int MOST = 10;

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
        add(COOKIE + name, authenticator.signed(id), LIFE, request, response);
        var others = Stream.ofNullable(request.getCookies())
                .flatMap(Arrays::stream)
                .filter(cookie ->
                        cookie.getName().startsWith(COOKIE) && !cookie.getName().equals(COOKIE + name))
                .sorted(Comparator.comparing(this::madeAt))
                .toList();
        others.stream()
                .limit(Math.max(0, others.size() + 1 - MOST))
                .forEach(cookie -> add(cookie.getName(), "", Duration.ZERO, request, response));
    }

    private void add(
            String name, String value, Duration life, HttpServletRequest request, HttpServletResponse response) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(name, value)
                        .path(request.getContextPath() + "/login")
                        .maxAge(life)
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite("Lax")
                        .build()
                        .toString());
    }

    /** What is not ours is as old as can be. */
    private Instant madeAt(Cookie cookie) {
        return authenticator
                .verified(cookie.getValue())
                .map(id -> madeAt(id.split("\\.")))
                .orElse(Instant.EPOCH);
    }

    private static Instant madeAt(String[] id) {
        return Instant.ofEpochSecond(Long.parseLong(id[1]));
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
        return id[2].equals(name) && madeAt(id).plus(LIFE).isAfter(clock.instant());
    }

    /** Stands for a user name where others may read it. */
    private String code(String username) {
        return Base64.getUrlEncoder()
                .encodeToString(authenticator.code("name " + folded(username)))
                .substring(0, NAME_LENGTH);
    }
}
