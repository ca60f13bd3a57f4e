package dev.gatehouse.web.signin;

import dev.gatehouse.platform.session.PendingPage;
import dev.gatehouse.web.note.Unfinished;
import dev.gatehouse.web.token.SessionTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;

/** Notes whose session it is, so that the issuer can end it, and leads to what the visitor was about to do. */
class SignedIn implements AuthenticationSuccessHandler {

    private final SessionTokens tokens;

    SignedIn(SessionTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        if (authentication.getPrincipal() instanceof OidcUser person) {
            tokens.belongTo(person, request);
        }
        // Kept with the sign-in by now; the one in the session may be that of another tab.
        new PendingPage().removeRequest(request, response);
        response.sendRedirect(next(request, authentication.getName()));
    }

    private static String next(HttpServletRequest request, String person) {
        return Unfinished.in(request, person)
                .map(Unfinished::address)
                .or(() -> PendingSignIns.wantedPage(request))
                .orElse("/");
    }
}
