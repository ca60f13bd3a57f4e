package dev.gatehouse.auth.grant.request;

import dev.gatehouse.platform.page.ProblemAttributes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses an authorization request in which a parameter comes more than once; only {@code resource} may (RFC 8707). The
 * consent form sends each scope by itself.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1">RFC 6749, section 3.1</a>
 */
class RepeatedParameterCheck extends OncePerRequestFilter {

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().equals("/oauth2/authorize")
                || "POST".equals(request.getMethod()) && !PostedAuthorizationRequest.isOne(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (RequestParameters.of(request.getParameterMap()).isAmbiguous()) {
            request.setAttribute(ProblemAttributes.PROBLEM, "invalid_request: A parameter comes more than once.");
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        chain.doFilter(request, response);
    }
}
