package dev.gatehouse.auth.signin;

import dev.gatehouse.auth.account.TooManySignIns;
import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.session.SessionStart;
import dev.gatehouse.auth.session.SignInHint;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/**
 * Where a person goes after the sign-in form: with 303, so that the password is not sent on (RFC 9700, section 4.12),
 * and only to a page of this server, whatever the {@code Host} header said.
 */
@Component
class SignInOutcome {

    /** What is longer is still in the session. */
    private static final int LONGEST_IN_ADDRESS = 2_000;

    private final Continuation continuation;
    private final ApplicationEventPublisher events;
    private final KnownBrowser browser;
    private final SessionStart session;

    SignInOutcome(
            ApplicationEventPublisher events, KnownBrowser browser, SessionStart session, Continuation continuation) {
        this.continuation = continuation;
        this.session = session;
        this.events = events;
        this.browser = browser;
    }

    void succeed(HttpServletRequest request, HttpServletResponse response, Authentication person) {
        session.signedIn(request, person);
        events.publishEvent(new AuditEvent.SignedIn(person.getName()));
        browser.remember(SignInDetails.username(request), request, response);
        var page = continuation.of(request, response);
        continuation.forget(request, response);
        seeOther(response, page.orElse("/"));
    }

    void fail(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure) {
        if (failure instanceof InternalAuthenticationServiceException
                && failure.getCause() instanceof RuntimeException outage) {
            // The name and the password may have been right.
            throw outage;
        }
        events.publishEvent(new AuditEvent.SignInRefused(failure.getClass().getSimpleName(), request.getRemoteAddr()));
        if (request.getSession(false) != null) {
            SignInHint.remember(request, SignInDetails.username(request));
        }
        again(request, response, notice(failure));
    }

    /** The form was older than the token against forged ones: the person signed in elsewhere, or came back much later. */
    void outdated(HttpServletRequest request, HttpServletResponse response) {
        again(request, response, "outdated");
    }

    private void again(HttpServletRequest request, HttpServletResponse response, String notice) {
        var page = continuation.of(request, response).filter(each -> each.length() <= LONGEST_IN_ADDRESS);
        seeOther(
                response,
                "/login?" + notice
                        + page.map(each -> "&" + Continuation.FIELD + "="
                                        + URLEncoder.encode(continuation.field(each), StandardCharsets.UTF_8))
                                .orElse(""));
    }

    private static String notice(AuthenticationException failure) {
        return switch (failure) {
            case TooManySignIns _ -> "busy";
            case TooManyWrongPasswords _ -> "guessing";
            default -> "error";
        };
    }

    private static void seeOther(HttpServletResponse response, String address) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader(HttpHeaders.LOCATION, address);
    }
}
