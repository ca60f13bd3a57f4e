package dev.gatehouse.auth.session;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells whose a browser session is: the same person's, who only signs in again, or somebody else's from now on. */
@Component
public class SessionStart {

    private static final String OWNER = "gatehouse.session-owner";

    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    SessionStart(ApplicationEventPublisher events, TransactionTemplate transaction) {
        this.events = events;
        this.transaction = transaction;
    }

    /** A person has signed in. What somebody else did in this session ends, as if they had signed out. */
    public void signedIn(HttpServletRequest request, Authentication person) {
        var session = request.getSession();
        var owner = session.getAttribute(OWNER);
        if (person.getName().equals(owner)) {
            return;
        }
        if (owner != null) {
            var ended = new SessionEnded(SessionId.of(session), UUID.fromString(owner.toString()));
            transaction.executeWithoutResult(_ -> events.publishEvent(ended));
        }
        SessionId.begin(session);
        session.setAttribute(OWNER, person.getName());
    }
}
