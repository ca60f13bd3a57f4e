package dev.gatehouse.resource.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a token that is bound to a key and comes without a proof of it: as a bearer token it would be worth as much to
 * a thief as to its holder.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-7.2">RFC 9449, section 7.2</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8705#section-3">RFC 8705, section 3</a>
 */
class BoundTokenCheck extends OncePerRequestFilter {

    private final BearerProblems problems;
    private final PeerCertificate peer;

    BoundTokenCheck(BearerProblems problems, PeerCertificate peer) {
        this.problems = problems;
        this.peer = peer;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token
                && token.getToken().hasClaim("cnf")
                && !isProved(token.getToken().getClaim("cnf"), request)) {
            SecurityContextHolder.clearContext();
            problems.commence(
                    request,
                    response,
                    new OAuth2AuthenticationException(BearerTokenErrors.invalidToken(
                            "The token is bound to a key, and no proof of it came along")));
            return;
        }
        chain.doFilter(request, response);
    }

    /**
     * Tells whether everything that the token names was proved. A proof that came along was checked before; a certificate
     * was checked by whoever made the connection.
     */
    private boolean isProved(@Nullable Object confirmation, HttpServletRequest request) {
        if (!(confirmation instanceof Map<?, ?> members)) {
            return false;
        }
        var namesKey = members.containsKey("jkt");
        var certificate = members.get("x5t#S256");
        return (namesKey || certificate != null)
                && (!namesKey || BearerProblems.isProofScheme(request.getHeader(HttpHeaders.AUTHORIZATION)))
                && (certificate == null || isHeldBySender(certificate, request));
    }

    private boolean isHeldBySender(Object thumbprint, HttpServletRequest request) {
        var certificate = peer.of(request);
        return certificate != null && PeerCertificate.thumbprint(certificate).equals(thumbprint);
    }
}
