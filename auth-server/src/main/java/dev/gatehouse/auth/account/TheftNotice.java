package dev.gatehouse.auth.account;

import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.mail.Outbox;
import dev.gatehouse.auth.token.Issuer;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.MessageSource;
import org.springframework.context.event.EventListener;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Tells a person that somebody may have copied a token of theirs, and what was done about it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2">RFC 9700, section 4.14.2</a>
 */
@Component
class TheftNotice {

    private final Accounts accounts;
    private final StandardClaims claims;
    private final RegisteredClientRepository clients;
    private final Outbox outbox;
    private final MessageSource messages;
    private final Issuer issuer;

    TheftNotice(
            Accounts accounts,
            StandardClaims claims,
            RegisteredClientRepository clients,
            Outbox outbox,
            MessageSource messages,
            Issuer issuer) {
        this.accounts = accounts;
        this.claims = claims;
        this.clients = clients;
        this.outbox = outbox;
        this.messages = messages;
        this.issuer = issuer;
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
            var language = language(accountId);
            outbox.add(
                    account.email(),
                    messages.getMessage("mail.theft.subject", null, language),
                    messages.getMessage(
                            "mail.theft.body",
                            new Object[] {account.name(), name(clientId), issuer.issuer() + "/applications"},
                            language));
        }
    }

    private String name(String clientId) {
        var client = clients.findByClientId(clientId);
        return client == null ? clientId : client.getClientName();
    }

    private Locale language(UUID accountId) {
        return claims.of(accountId, Set.of("locale"))
                .map(known -> known.get("locale"))
                .map(locale -> Locale.forLanguageTag(locale.toString()))
                .orElse(Locale.ENGLISH);
    }
}
