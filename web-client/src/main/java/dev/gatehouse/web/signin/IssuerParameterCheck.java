package dev.gatehouse.web.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes an authorization response only from the issuer it was asked of: one that does not say so, or names another, may
 * be part of a mix-up.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9207#section-2.4">RFC 9207, section 2.4</a>
 */
class IssuerParameterCheck extends OncePerRequestFilter {

    private final String issuer;

    IssuerParameterCheck(String issuer) {
        this.issuer = issuer;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/login/oauth2/code/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var named = request.getParameterValues("iss");
        if (named == null || named.length != 1 || !issuer.equals(named[0])) {
            response.sendRedirect("/signed-out?reason=failed");
            return;
        }
        chain.doFilter(request, response);
    }
}
