package dev.gatehouse.platform.session;

import dev.gatehouse.platform.seal.Authenticator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.session.web.http.CookieSerializer;

/**
 * Puts a code under a server key behind the session id in the cookie: whoever reads the session table still can't
 * make a cookie.
 */
class SignedCookieSerializer implements CookieSerializer {

    private static final char SEPARATOR = '.';

    private final CookieSerializer delegate;
    private final Authenticator authenticator;

    SignedCookieSerializer(CookieSerializer delegate, Authenticator authenticator) {
        this.delegate = delegate;
        this.authenticator = authenticator;
    }

    @Override
    public void writeCookieValue(CookieValue value) {
        var id = value.getCookieValue();
        var signed = id.isEmpty()
                ? id
                : id + SEPARATOR + Base64.getUrlEncoder().withoutPadding().encodeToString(authenticator.code(id));
        HttpServletRequest request = value.getRequest();
        HttpServletResponse response = value.getResponse();
        delegate.writeCookieValue(new CookieValue(request, response, signed));
    }

    @Override
    public List<String> readCookieValues(HttpServletRequest request) {
        return delegate.readCookieValues(request).stream()
                .map(this::verified)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> verified(String cookie) {
        int end = cookie.lastIndexOf(SEPARATOR);
        if (end < 1) {
            return Optional.empty();
        }
        try {
            var id = cookie.substring(0, end);
            var code = Base64.getUrlDecoder().decode(cookie.substring(end + 1));
            return authenticator.matches(id, code) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
