package dev.gatehouse.auth.session;

import java.util.HashMap;
import java.util.Objects;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.stereotype.Repository;

/** The browser sessions of a person, on all nodes. */
@Repository
public class AccountSessions {

    private final JdbcClient jdbc;
    private final FindByIndexNameSessionRepository<?> sessions;
    private final ApplicationEventPublisher events;

    AccountSessions(JdbcClient jdbc, FindByIndexNameSessionRepository<?> sessions, ApplicationEventPublisher events) {
        this.sessions = sessions;
        this.jdbc = jdbc;
        this.events = events;
    }

    /**
     * Signs a person out everywhere. The rows go in one statement, also those that nobody can read any more.
     *
     * @return how many sessions there were
     */
    public int endAll(UUID accountId) {
        var known = new HashMap<String, String>();
        sessions.findByPrincipalName(accountId.toString())
                .forEach((key, session) -> known.put(key, SessionId.of(session)));
        var ended = jdbc.sql("delete from spring_session where principal_name = ? returning session_id")
                .param(accountId.toString())
                .query(String.class)
                .list();
        ended.stream()
                .map(key -> known.get(key.strip()))
                .filter(Objects::nonNull)
                .forEach(sid -> events.publishEvent(new SessionEnded(sid, accountId)));
        return ended.size();
    }
}
