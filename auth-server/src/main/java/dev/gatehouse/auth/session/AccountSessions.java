package dev.gatehouse.auth.session;

import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The browser sessions of a person, on all nodes. */
@Repository
public class AccountSessions {

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    AccountSessions(JdbcClient jdbc, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    /**
     * Signs a person out everywhere. The rows go in one statement, without being read.
     *
     * @return how many sessions there were
     */
    public int endAll(UUID accountId) {
        var ended = jdbc.sql("delete from spring_session where principal_name = ? returning session_id")
                .param(accountId.toString())
                .query(String.class)
                .list();
        ended.forEach(key -> events.publishEvent(new SessionEnded(SessionId.of(key.strip()))));
        return ended.size();
    }
}
