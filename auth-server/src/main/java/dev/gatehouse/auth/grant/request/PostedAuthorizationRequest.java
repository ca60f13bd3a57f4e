package dev.gatehouse.auth.grant.request;

import dev.gatehouse.platform.page.ProblemAttributes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes an authorization request that comes as a form, by asking the browser to come with the same as an address: then a
 * sign-in on the way has something to come back to. The consent form passes.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">OpenID Connect Core, section
 *     3.1.2.1</a>
 */
class PostedAuthorizationRequest extends OncePerRequestFilter {

    /** What a browser and we can carry in an address. */
    private static final int LONGEST = 6_000;

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !"POST".equals(request.getMethod())
                || !request.getServletPath().equals("/oauth2/authorize")
                || !isOne(request);
    }

    /** A request says what it wants, or where that is written; the consent form does not. */
    static boolean isOne(HttpServletRequest request) {
        return Stream.of("response_type", "request_uri", "request")
                .anyMatch(each -> request.getParameter(each) != null);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var query = RequestParameters.of(request.getParameterMap()).query();
        if (query.length() > LONGEST) {
            request.setAttribute(ProblemAttributes.PROBLEM, "invalid_request: The request is too long.");
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader(HttpHeaders.LOCATION, request.getRequestURI() + "?" + query);
    }
}
