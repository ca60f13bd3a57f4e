package dev.gatehouse.auth.session;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * That a person does not want to sign in for a client, kept in the browser's session on the way back from the page to the
 * request, which is answered with it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1">RFC 6749, section 4.1.2.1, access_denied</a>
 */
public final class SignInRefusal {

    private static final String ATTRIBUTE = "gatehouse.sign-in-refused";

    private SignInRefusal() {}

    /**
     * Remembers the refusal.
     *
     * @param query of the address of the request that is refused
     */
    public static void remember(HttpServletRequest request, @Nullable String query) {
        request.getSession().setAttribute(ATTRIBUTE, withoutMark(query));
    }

    /** Tells whether this very request was refused, and forgets it. */
    public static boolean take(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session == null || !withoutMark(request.getQueryString()).equals(session.getAttribute(ATTRIBUTE))) {
            return false;
        }
        session.removeAttribute(ATTRIBUTE);
        return true;
    }

    /** Coming back from the sign-in page Spring adds a parameter of its own. */
    public static String withoutMark(@Nullable String query) {
        return String.valueOf(query).replaceAll("&?continue$", "");
    }
}
