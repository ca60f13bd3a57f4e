package dev.gatehouse.auth.grant.logout;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Clients that wait for hearing of the end of a session. */
@Repository
class OutgoingLogouts {

    private final JdbcClient jdbc;

    OutgoingLogouts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A client that is to hear of an end.
     *
     * @param attempts how often it was tried, this time included
     */
    record Logout(UUID id, UUID clientId, UUID accountId, String sessionId, int attempts) {}

    /** Adds, for each client that knows the session and wants to hear, that the session has ended. */
    int add(String sessionId) {
        return jdbc.sql("""
                        insert into outgoing_logout
                            (id, client_id, account_id, session_id, created_at, attempts, next_attempt_at)
                        select gen_random_uuid(), g.client_id, g.account_id, g.session_id, now(), 0, now()
                        from (select distinct client_id, account_id, session_id from authorization_grant
                            where session_id = ?) g
                        join client c on c.id = g.client_id
                        where c.settings -> 'openId' ->> 'backChannelLogoutUri' is not null""").param(sessionId).update();
    }

    /**
     * Takes what has been due for longest. Whoever takes it has a while to tell the client, and nobody else does
     * meanwhile; after that it comes again, each time later.
     */
    List<Logout> take(int most, Duration pause) {
        return jdbc.sql("""
                        update outgoing_logout l set attempts = attempts + 1,
                            next_attempt_at = now() + (attempts + 1) * (attempts + 1) * :pause * interval '1 second'
                        from (
                            select id from outgoing_logout where next_attempt_at <= now()
                            order by next_attempt_at limit :most for update skip locked
                        ) due
                        where l.id = due.id
                        returning l.id, l.client_id, l.account_id, l.session_id, l.attempts""")
                .param("pause", pause.toSeconds())
                .param("most", most)
                .query((row, _) -> new Logout(
                        row.getObject("id", UUID.class),
                        row.getObject("client_id", UUID.class),
                        row.getObject("account_id", UUID.class),
                        row.getString("session_id"),
                        row.getInt("attempts")))
                .list();
    }

    void remove(Logout logout) {
        jdbc.sql("delete from outgoing_logout where id = ?").param(logout.id()).update();
    }
}
