package dev.gatehouse.auth.session;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells everybody concerned, before it happens, that the session of a request ends. */
@Component
public class SessionEnd implements LogoutHandler {

    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    SessionEnd(ApplicationEventPublisher events, TransactionTemplate transaction) {
        this.events = events;
        this.transaction = transaction;
    }

    @Override
    public void logout(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication) {
        var session = request.getSession(false);
        if (session != null && authentication != null) {
            transaction.executeWithoutResult(_ -> events.publishEvent(new SessionEnded(SessionId.of(session.getId()))));
        }
    }
}
