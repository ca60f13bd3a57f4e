package dev.gatehouse.auth.audit;

import dev.gatehouse.platform.id.TimeOrderedId;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
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

    private final JdbcClient jdbc;
    private final Settings settings;

    SecurityEvents(JdbcClient jdbc, Settings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * How long events are kept.
     *
     * @param retention the age at which an event is removed
     */
    @ConfigurationProperties("gatehouse.audit")
    record Settings(@DefaultValue("365d") Duration retention) {}

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
            case AuditEvent.AccountEnded(var account, var sessions, var grants, var because) ->
                new Row(
                        "account_ended",
                        account,
                        null,
                        null,
                        because + "; sessions: " + sessions + ", grants: " + grants);
            case AuditEvent.ClientEnded(var client, var grants, var because) ->
                new Row("client_ended", null, client.toString(), null, because + "; grants: " + grants);
            case AuditEvent.SigningKeyChanged(var kid, var what) ->
                new Row("signing_key_changed", null, null, null, kid + ": " + what);
            case AuditEvent.SignedIn _,
                    AuditEvent.SignInRefused _,
                    AuditEvent.ClientRefused _,
                    AuditEvent.GrantIssued _,
                    AuditEvent.Refreshed _,
                    AuditEvent.RefreshRepeated _,
                    AuditEvent.RefreshRefused _,
                    AuditEvent.ClientTokenIssued _ -> null;
        };
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
    void removeOld() {
        jdbc.sql("""
                        delete from security_event where id in (
                            select id from security_event where at < now() - ? * interval '1 second'
                            limit 10000 for update skip locked)""").param(settings.retention().toSeconds()).update();
    }
}
