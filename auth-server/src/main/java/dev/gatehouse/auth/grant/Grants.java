package dev.gatehouse.auth.grant;

import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.token.TokenLifetimes;
import dev.gatehouse.auth.token.TokenStatus;
import dev.gatehouse.auth.token.status.StatusBits;
import dev.gatehouse.auth.token.status.StatusLists;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** What people granted to clients: found, listed and ended. */
@Repository
public class Grants {

    private static final String SELECT = """
            select id, client_id, account_id, scopes, resources, created_at, expires_at, revoked_at, revoked_because,
                claims
            from authorization_grant where\s""";

    /** Pages end where the time-ordered id of the last grant says. */
    private static final String PAGE =
            " and id < coalesce(cast(? as uuid), 'ffffffff-ffff-ffff-ffff-ffffffffffff')" + " order by id desc limit ?";

    private static final RowMapper<Grant> GRANT = (row, _) -> new Grant(
            row.getObject("id", UUID.class),
            row.getObject("client_id", UUID.class),
            row.getObject("account_id", UUID.class),
            Set.of((String[]) row.getArray("scopes").getArray()),
            Set.of((String[]) row.getArray("resources").getArray()),
            row.getTimestamp("created_at").toInstant(),
            row.getTimestamp("expires_at").toInstant(),
            row.getTimestamp("revoked_at") == null
                    ? null
                    : row.getTimestamp("revoked_at").toInstant(),
            row.getString("revoked_because"),
            row.getString("claims"));

    private final JdbcClient jdbc;
    private final StatusLists statuses;
    private final StatusBits bits;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;

    Grants(
            JdbcClient jdbc,
            StatusLists statuses,
            StatusBits bits,
            TransactionTemplate transaction,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.statuses = statuses;
        this.bits = bits;
        this.transaction = transaction;
        this.events = events;
    }

    /**
     * A grant.
     *
     * @param clientId the client's row, not its OAuth name
     * @param resources what it is restricted to (RFC 8707); empty where the client named none
     * @param expiresAt its absolute end, however often it is refreshed
     * @param revokedAt when it was ended before that
     * @param claims what the client asked to know besides what the scopes say
     */
    public record Grant(
            UUID id,
            UUID clientId,
            UUID accountId,
            Set<String> scopes,
            Set<String> resources,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable String revokedBecause,
            @Nullable String claims) {}

    /** Returns a grant, also one that has ended but is not yet removed. */
    public Optional<Grant> find(UUID grantId) {
        return jdbc.sql(SELECT + "id = ?").param(grantId).query(GRANT).optional();
    }

    /**
     * Lists the live grants of an account, newest first.
     *
     * @param before the last grant of the page before; null for the first page
     */
    public List<Grant> ofAccount(UUID accountId, @Nullable UUID before, int limit) {
        return page("account_id = ?", accountId, before, limit);
    }

    /**
     * Lists the live grants to a client, newest first.
     *
     * @param before the last grant of the page before; null for the first page
     */
    public List<Grant> ofClient(UUID clientId, @Nullable UUID before, int limit) {
        return page("client_id = ?", clientId, before, limit);
    }

    private List<Grant> page(String whose, UUID id, @Nullable UUID before, int limit) {
        return jdbc.sql(SELECT + whose + " and revoked_at is null and expires_at > now()" + PAGE)
                .param(id)
                .param(before)
                .param(limit)
                .query(GRANT)
                .list();
    }

    /**
     * Ends a grant, if it has not ended yet: its refresh token is dead from this moment on, its access tokens as soon as
     * resource servers look at the status list again.
     *
     * @param because the reason, for the record
     * @return whether it was live
     */
    public boolean revoke(UUID grantId, String because) {
        return Boolean.TRUE.equals(transaction.execute(_ -> end(grantId, because)));
    }

    private boolean end(UUID grantId, String because) {
        var ended = jdbc.sql("""
                        with ended as (
                            update authorization_grant set revoked_at = now(), revoked_because = ?
                            where id = ? and revoked_at is null
                            returning status_list_id, status_index
                        )
                        insert into revoked_status (list_id, index, revoked_at)
                        select status_list_id, status_index, now() from ended
                        on conflict do nothing""").params(because, grantId).update();
        if (ended > 0) {
            events.publishEvent(new AuditEvent.GrantRevoked(grantId, because));
        }
        return ended > 0;
    }

    /**
     * Ends what was granted in a browser session that ends, but for what may outlive it ({@code offline_access}). What
     * could still become a grant goes first, so that nothing slips through between.
     *
     * @param sessionId the {@code sid} of the session
     * @param accountId who was signed in
     */
    public void endOfSession(String sessionId, UUID accountId) {
        jdbc.sql("delete from pending_consent where account_id = ? and sign_in ->> 'sessionId' = ?")
                .params(accountId, sessionId)
                .update();
        jdbc.sql("""
                        delete from authorization_code
                        where account_id = ? and sign_in ->> 'sessionId' = ? and redeemed_at is null
                            and not 'offline_access' = any(scopes)""").params(accountId, sessionId).update();
        jdbc.sql("""
                        select id from authorization_grant
                        where session_id = ? and revoked_at is null and not offline""").param(sessionId).query(UUID.class).list().forEach(grant -> revoke(grant, "signed out"));
    }

    /**
     * Ends all that an account has granted to a client. What could still become a grant goes first, so that nothing slips
     * through between.
     *
     * @param clientId the client's row, not its OAuth name
     */
    public void endOf(UUID accountId, UUID clientId, String because) {
        jdbc.sql("delete from pending_consent where account_id = ? and client_id = ?")
                .params(accountId, clientId)
                .update();
        for (var code : List.of("device_code", "authorization_code")) {
            jdbc.sql("delete from " + code + " where account_id = ? and client_id = ? and redeemed_at is null")
                    .params(accountId, clientId)
                    .update();
        }
        jdbc.sql("select id from authorization_grant where account_id = ? and client_id = ? and revoked_at is null")
                .params(accountId, clientId)
                .query(UUID.class)
                .list()
                .forEach(grant -> revoke(grant, because));
    }

    /**
     * Ends a grant of which somebody holds a stolen copy. The alarm is raised once, in the same transaction: whoever
     * hears it writes with it, or nothing is written.
     *
     * @param alarm what to tell
     */
    public void endCompromised(UUID grantId, AuditEvent alarm) {
        transaction.executeWithoutResult(_ -> {
            if (end(grantId, "compromised")) {
                events.publishEvent(alarm);
            }
        });
    }

    /**
     * Ends one access token before its time. Its grant goes on under a new bit, so that the next refresh brings a token
     * that is good; other access tokens of the grant, minutes old at most, end with this one (RFC 7009, section 2.1).
     *
     * @param grantId the grant of the token; absent where a client got it for itself
     */
    public void revokeAccessToken(@Nullable UUID grantId, TokenStatus status, String because) {
        if (statuses.isRevoked(status)) {
            return;
        }
        // The bit is taken before the transaction begins: it may have to be leased, on another connection.
        var fresh = grantId == null ? null : bits.forGrant(left(grantId));
        transaction.executeWithoutResult(_ -> {
            if (grantId == null || fresh == null) {
                statuses.revoke(status);
            } else {
                moveToNewBit(grantId, status, fresh);
            }
            events.publishEvent(new AuditEvent.AccessTokenRevoked(grantId, because));
        });
    }

    private void moveToNewBit(UUID grantId, TokenStatus old, TokenStatus fresh) {
        jdbc.sql("""
                        with moved as (
                            update authorization_grant set status_list_id = ?, status_index = ?
                            where id = ? and status_list_id = ? and status_index = ? and revoked_at is null
                        )
                        insert into revoked_status (list_id, index, revoked_at) values (?, ?, now())
                        on conflict do nothing""")
                .params(fresh.list(), fresh.index(), grantId, old.list(), old.index(), old.list(), old.index())
                .update();
    }

    /** How long a token of the grant may still be around. */
    private Duration left(UUID grantId) {
        return jdbc.sql("select extract(epoch from expires_at - now())::bigint from authorization_grant where id = ?")
                .param(grantId)
                .query(Long.class)
                .optional()
                .map(seconds -> Duration.ofSeconds(Math.max(0, seconds)))
                .map(TokenLifetimes::ofBit)
                .orElse(Duration.ZERO);
    }
}
