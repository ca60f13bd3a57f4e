package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.request.OriginalRequests;
import dev.gatehouse.auth.session.SignInHint;
import dev.gatehouse.auth.session.SignInRefusal;
import dev.gatehouse.auth.token.OpaqueToken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
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

    private static final List<String> SPOKEN = List.of("en", "de", "zh");

    private final SignInCheck check;
    private final AuthorizationResponses responses;
    private final OriginalRequests pending;

    SignInRequirementsFilter(SignInCheck check, AuthorizationResponses responses, OriginalRequests pending) {
        this.check = check;
        this.responses = responses;
        this.pending = pending;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var validated = request.getAttribute(OAuth2AuthorizationCodeRequestAuthenticationToken.class.getName());
        if (!(validated instanceof OAuth2AuthorizationCodeRequestAuthenticationToken asked)) {
            chain.doFilter(request, response);
            return;
        }
        try {
            var person = person();
            if (check.isSatisfied(asked, person, askedSince(request))) {
                forgetAsked(request);
                chain.doFilter(request, response);
            } else if (SignInRefusal.take(request)) {
                forgetAsked(request);
                throw Refusals.of(OAuth2ErrorCodes.ACCESS_DENIED, "The person did not want to sign in.");
            } else if (person == null && !wantsPage(request)) {
                // Whoever asks for nothing to look at is told with a status what is missing.
                chain.doFilter(request, response);
            } else {
                noteAsked(request, asked);
                pending.keep(request, response);
                response.sendRedirect(signInPage(asked));
            }
        } catch (OAuth2AuthenticationException refused) {
            responses.fail(
                    request,
                    response,
                    new OAuth2AuthorizationCodeRequestAuthenticationException(refused.getError(), asked));
        }
    }

    /** Somebody comes with a valid request, with a browser therefore, unless they can't be shown a page. */
    private static boolean wantsPage(HttpServletRequest request) {
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept == null || accept.contains("text/html") || accept.contains("*/*");
    }

    private static String signInPage(OAuth2AuthorizationCodeRequestAuthenticationToken asked) {
        return Stream.of(String.valueOf(asked.getAdditionalParameters().getOrDefault("ui_locales", ""))
                        .split(" +"))
                .filter(tag -> tag.matches("[A-Za-z]{2,3}(-[A-Za-z0-9-]{1,20})?"))
                .map(Locale::forLanguageTag)
                .filter(wanted -> SPOKEN.contains(wanted.getLanguage()))
                .findFirst()
                .map(wanted -> "/login?lang=" + wanted.getLanguage())
                .orElse("/login");
    }

    private static @Nullable Authentication person() {
        var person = SecurityContextHolder.getContext().getAuthentication();
        return person == null || !person.isAuthenticated() || person instanceof AnonymousAuthenticationToken
                ? null
                : person;
    }

    private void noteAsked(HttpServletRequest request, OAuth2AuthorizationCodeRequestAuthenticationToken asked) {
        request.getSession().setAttribute(ASKED, digest(request) + " " + check.now());
        SignInHint.remember(request, asked.getAdditionalParameters().get("login_hint"));
    }

    /** A sign-in is an answer to one request; the same one again wants another. */
    private static void forgetAsked(HttpServletRequest request) {
        if (askedSince(request) != null) {
            request.getSession().removeAttribute(ASKED);
        }
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
        return HexFormat.of().formatHex(OpaqueToken.digest(SignInRefusal.withoutMark(request.getQueryString())));
    }
}
