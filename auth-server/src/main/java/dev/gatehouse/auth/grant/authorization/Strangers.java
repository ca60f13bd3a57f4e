package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.session.SignInRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;

/**
 * Keeps clients that nobody here vouches for from using this server as a way to anywhere: whoever follows a link with a
 * mistake in it is led on only after signing in, and so knows that it was here.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.11.2">RFC 9700, section 4.11.2, Authorization Server as
 *     Open Redirector</a>
 */
final class Strangers {

    /** Errors can come before the filter that reads the session. */
    private static final SecurityContextRepository SESSIONS = new HttpSessionSecurityContextRepository();

    private Strangers() {}

    /** What becomes of an error that a client would be told. */
    enum Way {
        /** It is told. */
        ON,
        /** The person has to sign in first. */
        OVER_SIGN_IN,
        /** It is shown here. */
        NOWHERE
    }

    static Way of(RegisteredClient client, HttpServletRequest request) {
        if (!ClientPolicy.isStranger(client) || mayNotBeAsked(request) || isSomebodyHere(request)) {
            return Way.ON;
        }
        return SignInRefusal.take(request) || !"GET".equals(request.getMethod()) ? Way.NOWHERE : Way.OVER_SIGN_IN;
    }

    private static boolean mayNotBeAsked(HttpServletRequest request) {
        var prompt = request.getParameter("prompt");
        return prompt != null && List.of(prompt.split(" ")).contains("none");
    }

    private static boolean isSomebodyHere(HttpServletRequest request) {
        var known = SecurityContextHolder.getContext().getAuthentication();
        var person = known != null
                ? known
                : SESSIONS.loadDeferredContext(request).get().getAuthentication();
        return person != null && person.isAuthenticated() && !(person instanceof AnonymousAuthenticationToken);
    }
}
