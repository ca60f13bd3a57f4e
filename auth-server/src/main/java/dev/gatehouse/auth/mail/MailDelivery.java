package dev.gatehouse.auth.mail;

import dev.gatehouse.auth.token.Issuer;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Sends what waits in the outbox, with no database connection held while the mail server is spoken to. */
@Component
class MailDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(MailDelivery.class);

    private static final int AT_A_TIME = 20;
    private static final int ATTEMPTS = 10;
    private static final Duration PAUSE = Duration.ofSeconds(60);

    private final Outbox outbox;
    private final @Nullable JavaMailSender server;
    private final String from;

    MailDelivery(
            Outbox outbox,
            ObjectProvider<JavaMailSender> server,
            Issuer issuer,
            @Value("${gatehouse.mail.from:}") String from) {
        this.outbox = outbox;
        this.server = server.getIfAvailable();
        this.from = from.isEmpty() ? "no-reply@" + URI.create(issuer.issuer()).getHost() : from;
    }

    @Scheduled(fixedDelayString = "PT2S")
    void deliver() {
        if (server != null) {
            outbox.take(AT_A_TIME, PAUSE).forEach(message -> send(server, message));
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
