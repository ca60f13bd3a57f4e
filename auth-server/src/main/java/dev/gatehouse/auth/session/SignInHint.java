package dev.gatehouse.auth.session;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The user name that a client suggests for the sign-in, kept in the browser's session on the way to the page.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">OpenID Connect Core, section
 *     3.1.2.1, login_hint</a>
 */
public final class SignInHint {

    private static final String ATTRIBUTE = "gatehouse.login-hint";
    private static final int LONGEST = 200;

    private SignInHint() {}

    /** Remembers a hint of a reasonable length. */
    public static void remember(HttpServletRequest request, @Nullable Object hint) {
        if (hint instanceof String text && !text.isEmpty() && text.length() <= LONGEST) {
            request.getSession().setAttribute(ATTRIBUTE, text);
        }
    }

    /** Returns the hint of this browser's sign-in, if any. */
    public static Optional<String> of(HttpServletRequest request) {
        var session = request.getSession(false);
        return session != null && session.getAttribute(ATTRIBUTE) instanceof String hint
                ? Optional.of(hint)
                : Optional.empty();
    }
}
