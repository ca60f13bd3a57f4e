package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.token.OpaqueToken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets an authorization request that was found valid pass when the sign-in is as it demands; else asks the person to sign
 * in, or answers the client that it would have to.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthError">OpenID Connect Core, section
 *     3.1.2.6</a>
 */
class SignInRequirementsFilter extends OncePerRequestFilter {

    /** In the session: for which request, by its digest, the person was sent to the sign-in page, and when. */
    private static final String ASKED = "gatehouse.sign-in-asked";

    private final AuthorizationResponses responses;
    private final RequestCache requests;
    private final Clock clock;

    SignInRequirementsFilter(AuthorizationResponses responses, RequestCache requests, Clock clock) {
        this.responses = responses;
        this.requests = requests;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var validated = request.getAttribute(OAuth2AuthorizationCodeRequestAuthenticationToken.class.getName());
        if (!(validated instanceof OAuth2AuthorizationCodeRequestAuthenticationToken asked)) {
            chain.doFilter(request, response);
            return;
        }
        var requirements =
                SignInRequirements.of(asked.getAdditionalParameters()).orElse(null);
        if (requirements == null) {
            refuse(request, response, asked, OAuth2ErrorCodes.INVALID_REQUEST, "prompt or max_age is malformed.");
            return;
        }
        var person = person();
        var askAgain = person != null && requirements.wantSignIn(person, askedSince(request), clock.instant());
        if (requirements.allowNothingToBeAsked() && (person == null || askAgain)) {
            refuse(request, response, asked, "login_required", "The person would have to sign in.");
        } else if (askAgain) {
            noteAsked(request);
            requests.saveRequest(request, response);
            response.sendRedirect("/login");
        } else {
            if (person == null && requirements.wantSomebodyToSignIn()) {
                // The sign-in that comes now is the one that is wanted.
                noteAsked(request);
            }
            chain.doFilter(request, response);
        }
    }

    private static @Nullable Authentication person() {
        var person = SecurityContextHolder.getContext().getAuthentication();
        return person == null || !person.isAuthenticated() || person instanceof AnonymousAuthenticationToken
                ? null
                : person;
    }

    private void noteAsked(HttpServletRequest request) {
        request.getSession().setAttribute(ASKED, digest(request) + " " + clock.instant());
    }

    private static @Nullable Instant askedSince(HttpServletRequest request) {
        var session = request.getSession(false);
        return session != null
                        && session.getAttribute(ASKED) instanceof String asked
                        && asked.startsWith(digest(request) + " ")
                ? Instant.parse(asked.substring(asked.indexOf(' ') + 1))
                : null;
    }

    private static String digest(HttpServletRequest request) {
        // Coming back from the sign-in page Spring adds a parameter of its own.
        var query = String.valueOf(request.getQueryString()).replaceAll("&?continue$", "");
        return HexFormat.of().formatHex(OpaqueToken.digest(query));
    }

    private void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            OAuth2AuthorizationCodeRequestAuthenticationToken asked,
            String code,
            String description)
            throws IOException {
        responses.fail(
                request,
                response,
                new OAuth2AuthorizationCodeRequestAuthenticationException(
                        new OAuth2Error(code, description, null), asked));
    }
}
