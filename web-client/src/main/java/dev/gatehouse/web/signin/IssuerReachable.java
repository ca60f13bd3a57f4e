package dev.gatehouse.web.signin;

import dev.gatehouse.web.token.IssuerRegistration;
import dev.gatehouse.web.token.IssuerUnavailable;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Where the issuer's discovery document can't be had, a visitor who wants to sign in is told so. Any other issuer is not
 * there.
 */
class IssuerReachable extends OncePerRequestFilter {

    private final IssuerRegistration registration;

    IssuerReachable(IssuerRegistration registration) {
        this.registration = registration;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/oauth2/authorization/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!request.getRequestURI().equals(BrowserSecurity.SIGN_IN)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        try {
            registration.current();
        } catch (IssuerUnavailable _) {
            response.sendRedirect("/unavailable");
            return;
        }
        chain.doFilter(request, response);
    }
}
