package dev.gatehouse.web.signin;

import dev.gatehouse.web.note.Unfinished;
import dev.gatehouse.web.token.SessionTokens;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;

/** Notes whose session it is, so that the issuer can end it, and leads to what the visitor was about to do. */
class SignedIn extends SavedRequestAwareAuthenticationSuccessHandler {

    private final SessionTokens tokens;

    SignedIn(SessionTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws ServletException, IOException {
        if (authentication.getPrincipal() instanceof OidcUser person) {
            tokens.belongTo(person, request);
        }
        var unfinished = Unfinished.in(request, authentication.getName());
        if (unfinished.isPresent()) {
            getRedirectStrategy()
                    .sendRedirect(request, response, unfinished.get().address());
            return;
        }
        super.onAuthenticationSuccess(request, response, authentication);
    }
}
