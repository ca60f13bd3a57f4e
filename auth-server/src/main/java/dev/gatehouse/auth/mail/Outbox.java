package dev.gatehouse.auth.mail;

import dev.gatehouse.platform.id.TimeOrderedId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;

/** Messages that wait to be sent. Without a mail server ({@code spring.mail.host}) there are none. */
@Component
public class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final JdbcClient jdbc;
    private final boolean reachesAnybody;

    Outbox(JdbcClient jdbc, ObjectProvider<JavaMailSender> server) {
        this.jdbc = jdbc;
        this.reachesAnybody = server.getIfAvailable() != null;
    }

    /**
     * A message.
     *
     * @param attempts how often it was tried, this time included
     */
    record Message(UUID id, String recipient, String subject, String body, int attempts) {}

    /** Adds a message; it is sent if the surrounding transaction commits. */
    public void add(String recipient, String subject, String body) {
        if (!reachesAnybody) {
            LOG.info("No mail server is configured, so nobody is told: {}", subject);
            return;
        }
        jdbc.sql("""
                        insert into outgoing_mail (id, recipient, subject, body, created_at, attempts, next_attempt_at)
                        values (?, ?, ?, ?, now(), 0, now())""").params(TimeOrderedId.next(), recipient, subject, body).update();
    }

    /**
     * Takes the message that has been due for longest. Whoever takes it has a while to send it, and nobody else takes it
     * meanwhile; after that it comes again, each time later.
     */
    Optional<Message> take(Duration pause) {
        return jdbc.sql("""
                        update outgoing_mail m set attempts = attempts + 1,
                            next_attempt_at = now() + (attempts + 1) * (attempts + 1) * :pause * interval '1 second'
                        from (
                            select id from outgoing_mail where next_attempt_at <= now()
                            order by next_attempt_at limit 1 for update skip locked
                        ) due
                        where m.id = due.id
                        returning m.id, m.recipient, m.subject, m.body, m.attempts""")
                .param("pause", pause.toSeconds())
                .query((row, _) -> new Message(
                        row.getObject("id", UUID.class),
                        row.getString("recipient"),
                        row.getString("subject"),
                        row.getString("body"),
                        row.getInt("attempts")))
                .optional();
    }

    void remove(Message message) {
        jdbc.sql("delete from outgoing_mail where id = ?").param(message.id()).update();
    }
}
