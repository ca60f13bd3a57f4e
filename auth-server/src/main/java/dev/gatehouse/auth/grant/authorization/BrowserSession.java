package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.grant.AuthorizationRequest;
import dev.gatehouse.auth.grant.request.KeptRequests;
import dev.gatehouse.auth.session.SessionId;
import jakarta.servlet.http.HttpSession;
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

    /** Returns the {@code sid} of the current session. */
    static @Nullable String currentId() {
        var session = current();
        return session == null ? null : SessionId.of(session);
    }

    /** Forgets how the current request came: it is kept elsewhere from now on, and can't come again. */
    static void forgetRequest() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request) {
            KeptRequests.forget(request.getRequest());
        }
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
