package dev.gatehouse.web.signin;

import dev.gatehouse.web.token.IssuerRegistration;
import dev.gatehouse.web.token.IssuerUnavailable;
import dev.gatehouse.web.token.SessionTokens;
import dev.gatehouse.web.token.TokenRevocation;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.stereotype.Component;

/**
 * Signs the visitor out here and at the issuer, and hands the refresh token back (RFC 7009) so that no copy of it works.
 *
 * @see <a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html">OpenID Connect RP-Initiated Logout</a>
 */
@Component
class SignOut implements LogoutHandler, LogoutSuccessHandler {

    /** The request attribute that is there when the issuer did not answer. */
    private static final String AWAY = SignOut.class.getName() + ".away";

    private static final String LOCAL = "/signed-out?reason=local";

    /** For a sign-out that did not lead to the issuer: who comes back from there has no reason in the address. */
    static final String HERE = "/signed-out?reason=here";

    private final SessionTokens tokens;
    private final IssuerRegistration registration;
    private final TokenRevocation revocation;

    SignOut(SessionTokens tokens, IssuerRegistration registration, TokenRevocation revocation) {
        this.tokens = tokens;
        this.registration = registration;
        this.revocation = revocation;
    }

    @Override
    public void logout(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication) {
        if (!tokens.refreshToken(request).map(revocation::handBack).orElse(true)) {
            request.setAttribute(AWAY, true);
        }
        tokens.remove(request);
    }

    /** A browser that is sent to who just did not answer gets an error of its own; better a page that tells the truth. */
    @Override
    public void onLogoutSuccess(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication)
            throws IOException, ServletException {
        if (request.getAttribute(AWAY) != null) {
            response.sendRedirect(LOCAL);
            return;
        }
        try {
            handler().onLogoutSuccess(request, response, authentication);
        } catch (IssuerUnavailable _) {
            response.sendRedirect(LOCAL);
        }
    }

    private LogoutSuccessHandler handler() {
        var handler = new OidcClientInitiatedLogoutSuccessHandler(registration);
        handler.setPostLogoutRedirectUri("{baseUrl}/signed-out");
        handler.setDefaultTargetUrl(HERE);
        return handler;
    }
}
