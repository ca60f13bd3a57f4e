package dev.gatehouse.auth.account;

import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.mail.Outbox;
import java.util.Locale;
import java.util.UUID;
import org.springframework.context.MessageSource;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells a person that somebody may have copied a token of theirs, and what was done about it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2">RFC 9700, section 4.14.2</a>
 */
@Component
class TheftNotice {

    private final Accounts accounts;
    private final Outbox outbox;
    private final MessageSource messages;

    TheftNotice(Accounts accounts, Outbox outbox, MessageSource messages) {
        this.accounts = accounts;
        this.outbox = outbox;
        this.messages = messages;
    }

    @EventListener
    void on(AuditEvent.RefreshTokenReplayed replayed) {
        tell(replayed.accountId(), replayed.clientId());
    }

    @EventListener
    void on(AuditEvent.CodeReused reused) {
        tell(reused.accountId(), reused.clientId());
    }

    private void tell(UUID accountId, String clientId) {
        var account = accounts.find(accountId.toString()).orElse(null);
        if (account != null && account.email() != null && account.emailVerified()) {
            outbox.add(
                    account.email(),
                    messages.getMessage("mail.theft.subject", null, Locale.ENGLISH),
                    messages.getMessage("mail.theft.body", new Object[] {account.name(), clientId}, Locale.ENGLISH));
        }
    }
}
