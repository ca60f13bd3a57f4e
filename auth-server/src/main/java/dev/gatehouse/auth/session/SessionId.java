package dev.gatehouse.auth.session;

import dev.gatehouse.auth.token.OpaqueToken;
import jakarta.servlet.http.HttpSession;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.session.Session;

/**
 * The {@code sid} by which clients know a browser session: it stays the same while the same person is signed in, also
 * when they sign in again, which changes the key under which the session is stored.
 *
 * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html#Terminology">OpenID Connect Back-Channel
 *     Logout, section 1.3</a>
 */
public final class SessionId {

    private static final String ATTRIBUTE = "gatehouse.sid";

    private SessionId() {}

    /** Returns the {@code sid} of a session. */
    public static String of(HttpSession session) {
        return orMade(session.getAttribute(ATTRIBUTE), session.getId());
    }

    static String of(Session session) {
        return orMade(session.<Object>getAttribute(ATTRIBUTE), session.getId());
    }

    /** Gives a session, from now on somebody's, a {@code sid} that it never had. */
    static void begin(HttpSession session) {
        session.setAttribute(ATTRIBUTE, made(session.getId()));
    }

    /** A session that began under an earlier version has none of its own. */
    private static String orMade(@Nullable Object own, String key) {
        return own instanceof String sid ? sid : made(key);
    }

    /** A digest, so that no client can make a session key of it. */
    private static String made(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(OpaqueToken.digest(key));
    }
}
