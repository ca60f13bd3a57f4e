package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.grant.AuthorizationRequest;
import dev.gatehouse.auth.token.OpaqueToken;
import jakarta.servlet.http.HttpSession;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The browser session of the current request, as clients know it. */
final class BrowserSession {

    private BrowserSession() {}

    /** Returns the id under which the session of the current request is stored; it never leaves the server. */
    static String currentKey() {
        var session = current();
        return session == null ? "" : session.getId();
    }

    /**
     * Returns the {@code sid} of the current session: a digest, so that no client can make a session id of it.
     *
     * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html#Terminology">OpenID Connect
     *     Back-Channel Logout, section 1.3</a>
     */
    static @Nullable String currentId() {
        var session = current();
        return session == null
                ? null
                : Base64.getUrlEncoder().withoutPadding().encodeToString(OpaqueToken.digest(session.getId()));
    }

    /** Leaves, for who writes the answer, what the current request is an answer to: the consent form does not say. */
    static void noteAnswered(AuthorizationRequest answered) {
        RequestContextHolder.currentRequestAttributes()
                .setAttribute(AuthorizationRequest.class.getName(), answered, RequestAttributes.SCOPE_REQUEST);
    }

    private static @Nullable HttpSession current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? request.getRequest().getSession(false)
                : null;
    }
}
