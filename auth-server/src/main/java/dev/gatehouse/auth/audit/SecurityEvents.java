package dev.gatehouse.auth.audit;

import dev.gatehouse.platform.id.TimeOrderedId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keeps events that must be told later, in the transaction in which they happen: what ended, and why. What happens at
 * every request goes to the log only.
 */
@Component
class SecurityEvents {

    private static final int BATCH = 1000;

    private final JdbcClient jdbc;
    private final AuditSettings settings;

    SecurityEvents(JdbcClient jdbc, AuditSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    private record Row(
            String type,
            @Nullable UUID accountId,
            @Nullable String clientId,
            @Nullable UUID grantId,
            @Nullable String detail) {}

    @EventListener
    void on(AuditEvent event) {
        var row = row(event);
        if (row != null) {
            jdbc.sql("""
                            insert into security_event (id, at, type, account_id, client_id, grant_id, detail)
                            values (?, now(), ?, ?, ?, ?, ?)""")
                    .param(TimeOrderedId.next())
                    .param(row.type())
                    .param(row.accountId())
                    .param(row.clientId())
                    .param(row.grantId())
                    .param(row.detail())
                    .update();
        }
    }

    private static @Nullable Row row(AuditEvent event) {
        return switch (event) {
            case AuditEvent.RefreshTokenReplayed(var grant, var client, var account) ->
                new Row("refresh_token_replayed", account, client, grant, null);
            case AuditEvent.CodeReused(var grant, var client, var account) ->
                new Row("code_reused", account, client, grant, null);
            case AuditEvent.GrantRevoked(var grant, var because) ->
                new Row("grant_revoked", null, null, grant, because);
            case AuditEvent.AccessTokenRevoked(var grant, var because) ->
                new Row("access_token_revoked", null, null, grant, because);
            case AuditEvent.AccountEnded(var account, var sessions, var because) ->
                new Row("account_ended", account, null, null, because + "; sessions: " + sessions);
            case AuditEvent.ClientEnded(var client, var because) ->
                new Row("client_ended", null, client, null, because);
            case AuditEvent.SigningKeyChanged(var kid, var what) ->
                new Row("signing_key_changed", null, null, null, kid + ": " + what);
            case AuditEvent.SignedIn _,
                    AuditEvent.SignInRefused _,
                    AuditEvent.ClientRefused _,
                    AuditEvent.GrantIssued _,
                    AuditEvent.Refreshed _,
                    AuditEvent.RefreshRepeated _,
                    AuditEvent.RefreshRefused _,
                    AuditEvent.ClientTokenIssued _,
                    AuditEvent.TokenExchanged _ -> null;
        };
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
    void removeOld() {
        while (removeBatch() == BATCH) {
            // on with the next batch, each a transaction of its own
        }
    }

    private int removeBatch() {
        return jdbc.sql("""
                        delete from security_event where id in (
                            select id from security_event where at < now() - ? * interval '1 second'
                            limit ? for update skip locked)""").params(settings.retention().toSeconds(), BATCH).update();
    }
}
