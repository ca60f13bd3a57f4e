package dev.gatehouse.resource.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets nobody delete anything whose sign-in is old: it may be somebody else who sits there by now.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9470#section-3">RFC 9470, section 3</a>
 */
class RecentSignInCheck extends OncePerRequestFilter {

    private final BearerProblems problems;
    private final @Nullable Duration maxAge;
    private final Duration skew;
    private final Clock clock;

    RecentSignInCheck(BearerProblems problems, TokenChecks checks, Clock clock) {
        this.problems = problems;
        this.maxAge = checks.deletionMaxAge();
        this.skew = checks.clockSkew();
        this.clock = clock;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return maxAge == null || !"DELETE".equals(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (maxAge != null
                && SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken caller
                && isOfPerson(caller.getToken())
                && isOlder(caller.getToken(), maxAge)) {
            problems.askForSignIn(request, response, maxAge);
            return;
        }
        chain.doFilter(request, response);
    }

    /** A machine has no sign-in that could be old. */
    private static boolean isOfPerson(Jwt token) {
        return !String.valueOf(token.getSubject()).equals(token.getClaimAsString("client_id"));
    }

    /** No sign-in lies ahead: of a time that does, nobody knows how old it is. */
    private boolean isOlder(Jwt token, Duration age) {
        if (!(token.getClaim("auth_time") instanceof Number time)) {
            return true;
        }
        var seconds = clock.instant().getEpochSecond() - time.doubleValue();
        return seconds > age.toSeconds() || seconds < -skew.toSeconds();
    }
}
