package dev.gatehouse.platform.session;

import dev.gatehouse.platform.seal.Authenticator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.springframework.session.web.http.CookieSerializer;

/**
 * Puts a code under a server key behind the session id in the cookie: whoever reads the session table still can't
 * make a cookie.
 */
class SignedCookieSerializer implements CookieSerializer {

    private final CookieSerializer delegate;
    private final Authenticator authenticator;

    SignedCookieSerializer(CookieSerializer delegate, Authenticator authenticator) {
        this.delegate = delegate;
        this.authenticator = authenticator;
    }

    @Override
    public void writeCookieValue(CookieValue value) {
        var id = value.getCookieValue();
        var signed = id.isEmpty() ? id : authenticator.signed(id);
        HttpServletRequest request = value.getRequest();
        HttpServletResponse response = value.getResponse();
        delegate.writeCookieValue(new CookieValue(request, response, signed));
    }

    @Override
    public List<String> readCookieValues(HttpServletRequest request) {
        return delegate.readCookieValues(request).stream()
                .map(authenticator::verified)
                .flatMap(Optional::stream)
                .toList();
    }
}
