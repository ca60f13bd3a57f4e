package dev.gatehouse.auth.grant;

import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.client.ClientChanged;
import dev.gatehouse.auth.client.ClientRemoved;
import dev.gatehouse.auth.client.ClientTokens;
import dev.gatehouse.auth.session.AccountSessions;
import dev.gatehouse.auth.token.status.StatusLists;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends everything at once: of a person whose account was taken over, or of a client whose secret leaked. What could
 * become a grant goes first, the grants after it, so that nothing slips through between; grants end a batch at a time,
 * so that ending a million of them blocks nobody. A call that was cut short can be made again.
 */
@Component
public class KillSwitch {

    private static final int BATCH = 2_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final AccountSessions sessions;
    private final ClientTokens clientTokens;
    private final StatusLists statuses;
    private final ApplicationEventPublisher events;

    KillSwitch(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            AccountSessions sessions,
            ClientTokens clientTokens,
            StatusLists statuses,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.sessions = sessions;
        this.clientTokens = clientTokens;
        this.statuses = statuses;
        this.events = events;
    }

    /**
     * Ends all sessions, grants and tokens of an account. The person may sign in again.
     *
     * @param because the reason, for the record
     */
    public void endAccount(UUID accountId, String because) {
        transaction.executeWithoutResult(_ -> {
            var signedOut = sessions.endAll(accountId);
            dropUnfinished("account_id", accountId);
            events.publishEvent(new AuditEvent.AccountEnded(accountId, signedOut, because));
        });
        endGrants("account_id", accountId, because);
    }

    /**
     * Ends all grants to a client, and all tokens that it got for itself. The client may ask for new ones.
     *
     * @param clientId the client's row, not its OAuth name
     * @param because the reason, for the record
     */
    public void endClient(UUID clientId, String because) {
        transaction.executeWithoutResult(_ -> {
            var name = clientTokens.end(clientId);
            statuses.revokeAllOf(clientId);
            dropUnfinished("client_id", clientId);
            events.publishEvent(new AuditEvent.ClientEnded(name.orElseGet(clientId::toString), because));
        });
        endGrants("client_id", clientId, because);
    }

    @EventListener
    void on(ClientRemoved removed) {
        endClient(removed.clientId(), "the client was removed");
    }

    /**
     * Nobody has allowed anything to what the client is now: what waits for an answer to what it was is void. And no
     * refresh may tell it how people are called in another sector, where nobody has come to it.
     */
    @EventListener
    void on(ClientChanged changed) {
        if (changed.looksDifferent() || changed.ofOtherSector()) {
            transaction.executeWithoutResult(_ -> dropUnfinished("client_id", changed.clientId()));
        }
        if (changed.ofOtherSector()) {
            endGrants("client_id", changed.clientId(), "the client is of another sector");
        }
    }

    private void dropUnfinished(String whose, UUID id) {
        jdbc.sql("delete from pending_consent where " + whose + " = ?")
                .param(id)
                .update();
        jdbc.sql("delete from device_code where " + whose + " = ? and redeemed_at is null")
                .param(id)
                .update();
        jdbc.sql("delete from authorization_code where " + whose + " = ? and redeemed_at is null")
                .param(id)
                .update();
    }

    private void endGrants(String whose, UUID id, String because) {
        var last = Optional.of(new UUID(0, 0));
        while (last.isPresent()) {
            last = endBatch(whose, id, last.get(), because);
        }
    }

    /**
     * Ends the next grants, in the order of their ids, so that two switches thrown at once don't wait for each other.
     *
     * @return the last one that was looked at; empty when there are no more
     */
    private Optional<UUID> endBatch(String whose, UUID id, UUID after, String because) {
        return jdbc.sql("""
                        with live as (
                            select id from authorization_grant
                            where %s = :id and id > :after and revoked_at is null
                            order by id limit :batch for no key update
                        ), ended as (
                            update authorization_grant g set revoked_at = now(), revoked_because = :because
                            from live where g.id = live.id
                            returning g.status_list_id, g.status_index
                        ), revoked as (
                            insert into revoked_status (list_id, index, revoked_at)
                            select status_list_id, status_index, now() from ended
                            on conflict do nothing
                        )
                        select id from live order by id desc limit 1""".formatted(whose))
                .param("id", id)
                .param("after", after)
                .param("batch", BATCH)
                .param("because", because)
                .query(UUID.class)
                .optional();
    }
}
