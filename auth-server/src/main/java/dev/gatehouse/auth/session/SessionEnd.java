package dev.gatehouse.auth.session;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells everybody concerned, before it happens, that the session of a request ends. */
@Component
public class SessionEnd implements LogoutHandler {

    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;

    SessionEnd(ApplicationEventPublisher events, TransactionTemplate transaction, JdbcClient jdbc) {
        this.events = events;
        this.transaction = transaction;
        this.jdbc = jdbc;
    }

    @Override
    public void logout(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication) {
        var session = request.getSession(false);
        if (session != null && authentication != null && !(authentication instanceof AnonymousAuthenticationToken)) {
            var ended = new SessionEnded(SessionId.of(session), UUID.fromString(authentication.getName()));
            transaction.executeWithoutResult(_ -> {
                // First, and under its lock: a code that is being stored for this session is there now, or never.
                jdbc.sql("delete from spring_session where session_id = ?")
                        .param(session.getId())
                        .update();
                events.publishEvent(ended);
            });
        }
    }
}
