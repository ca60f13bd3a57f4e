package dev.gatehouse.auth.session;

import dev.gatehouse.auth.token.OpaqueToken;
import java.util.Base64;

/**
 * The {@code sid} by which clients know a browser session: a digest, so that no client can make a session id of it.
 *
 * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html#Terminology">OpenID Connect Back-Channel
 *     Logout, section 1.3</a>
 */
public final class SessionId {

    private SessionId() {}

    /** Returns the {@code sid} of the session that is stored under a key. */
    public static String of(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(OpaqueToken.digest(key));
    }
}
