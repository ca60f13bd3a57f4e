package dev.gatehouse.auth.mail;

import dev.gatehouse.auth.token.Issuer;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Sends what waits in the outbox, with no database connection held while the mail server is spoken to. */
@Component
class MailDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(MailDelivery.class);

    private static final int ATTEMPTS = 10;
    private static final Duration PAUSE = Duration.ofSeconds(60);

    private final Outbox outbox;
    private final @Nullable JavaMailSender server;
    private final String from;
    private final ReentrantLock delivering = new ReentrantLock();

    MailDelivery(Outbox outbox, ObjectProvider<JavaMailSender> server, Issuer issuer, MailSettings settings) {
        this.outbox = outbox;
        this.server = server.getIfAvailable();
        this.from = Objects.requireNonNullElseGet(
                settings.from(), () -> "no-reply@" + URI.create(issuer.issuer()).getHost());
    }

    /** At a fixed rate, since jobs with a fixed delay wait for each other; one that is under way is not begun again. */
    @Scheduled(fixedRateString = "PT2S")
    void deliver() {
        if (server != null && delivering.tryLock()) {
            try {
                for (var due = outbox.take(PAUSE); due.isPresent(); due = outbox.take(PAUSE)) {
                    send(server, due.get());
                }
            } finally {
                delivering.unlock();
            }
        }
    }

    private void send(JavaMailSender server, Outbox.Message message) {
        try {
            server.send(mail(message));
            outbox.remove(message);
        } catch (MailException failure) {
            LOG.warn("A message could not be sent, attempt {}: {}", message.attempts(), failure.getMessage());
            if (message.attempts() >= ATTEMPTS) {
                outbox.remove(message);
            }
        }
    }

    private SimpleMailMessage mail(Outbox.Message message) {
        var mail = new SimpleMailMessage();
        mail.setFrom(from);
        mail.setTo(message.recipient());
        mail.setSubject(message.subject());
        mail.setText(message.body());
        return mail;
    }
}
