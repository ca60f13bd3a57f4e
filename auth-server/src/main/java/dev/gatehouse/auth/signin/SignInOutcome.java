package dev.gatehouse.auth.signin;

import dev.gatehouse.auth.account.TooManySignIns;
import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.session.SessionStart;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.stereotype.Component;

/**
 * Where a person goes after the sign-in form: with 303, so that the password is not sent on (RFC 9700, section 4.12),
 * and only to a page of this server, whatever the {@code Host} header said.
 */
@Component
class SignInOutcome {

    private final RequestCache pending = new HttpSessionRequestCache();
    private final ApplicationEventPublisher events;
    private final KnownBrowser browser;
    private final SessionStart session;

    SignInOutcome(ApplicationEventPublisher events, KnownBrowser browser, SessionStart session) {
        this.session = session;
        this.events = events;
        this.browser = browser;
    }

    void succeed(HttpServletRequest request, HttpServletResponse response, Authentication person) {
        session.signedIn(request, person);
        events.publishEvent(new AuditEvent.SignedIn(person.getName()));
        browser.remember(SignInDetails.username(request), request, response);
        var page = pending.getRequest(request, response);
        pending.removeRequest(request, response);
        seeOther(response, page == null ? "/" : local(page.getRedirectUrl()));
    }

    void fail(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure) {
        events.publishEvent(new AuditEvent.SignInRefused(failure.getClass().getSimpleName(), request.getRemoteAddr()));
        seeOther(response, "/login?" + notice(failure));
    }

    private static String notice(AuthenticationException failure) {
        return switch (failure) {
            case TooManySignIns _ -> "busy";
            case TooManyWrongPasswords _ -> "guessing";
            default -> "error";
        };
    }

    private static String local(String address) {
        var uri = URI.create(address);
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private static void seeOther(HttpServletResponse response, String address) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader(HttpHeaders.LOCATION, address);
    }
}
