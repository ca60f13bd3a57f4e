package dev.gatehouse.auth.session;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The browser sessions of a person, on all nodes. */
@Repository
public class AccountSessions {

    private final JdbcClient jdbc;

    AccountSessions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Signs a person out everywhere. The rows go in one statement, without being read.
     *
     * @return how many sessions there were
     */
    public int endAll(UUID accountId) {
        return jdbc.sql("delete from spring_session where principal_name = ?")
                .param(accountId.toString())
                .update();
    }
}
