package dev.gatehouse.auth.signin;

import dev.gatehouse.platform.seal.Authenticator;
import dev.gatehouse.platform.seal.EncryptionKey;
import dev.gatehouse.platform.session.PendingPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Where a person goes on after the sign-in. The form itself carries it, with a code that only this system makes: so each
 * tab goes its own way, and a page that stood open for longer than its session still leads back.
 */
@Component
class Continuation {

    /** The field of the form. */
    static final String FIELD = "to";

    private final PendingPage pending = new PendingPage();
    private final Authenticator authenticator;

    Continuation(EncryptionKey key) {
        this.authenticator = key.authenticator("continuation of a sign-in");
    }

    /** Returns the page of this server that was wanted: path and query. */
    Optional<String> of(HttpServletRequest request, HttpServletResponse response) {
        return Optional.ofNullable(request.getParameter(FIELD))
                .flatMap(authenticator::verified)
                .or(() -> Optional.ofNullable(pending.getRequest(request, response))
                        .map(page -> local(page.getRedirectUrl())));
    }

    /** Returns what the form carries. */
    String field(String page) {
        return authenticator.signed(page);
    }

    /** It has been gone to. */
    void forget(HttpServletRequest request, HttpServletResponse response) {
        pending.removeRequest(request, response);
    }

    private static String local(String address) {
        var uri = URI.create(address);
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }
}
