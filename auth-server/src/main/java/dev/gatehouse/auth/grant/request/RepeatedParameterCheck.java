package dev.gatehouse.auth.grant.request;

import dev.gatehouse.auth.grant.Refusals;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses an authorization request in which a parameter comes more than once; only {@code resource} may (RFC 8707). The
 * consent form sends each scope by itself.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1">RFC 6749, section 3.1</a>
 */
class RepeatedParameterCheck extends OncePerRequestFilter {

    private final AuthenticationFailureHandler refusal;

    RepeatedParameterCheck(AuthenticationFailureHandler refusal) {
        this.refusal = refusal;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getServletPath().equals("/oauth2/authorize")
                || "POST".equals(request.getMethod()) && !PostedAuthorizationRequest.isOne(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (RequestParameters.of(request.getParameterMap()).isAmbiguous()) {
            refusal.onAuthenticationFailure(
                    request,
                    response,
                    Refusals.of(OAuth2ErrorCodes.INVALID_REQUEST, "A parameter comes more than once."));
            return;
        }
        chain.doFilter(request, response);
    }
}
