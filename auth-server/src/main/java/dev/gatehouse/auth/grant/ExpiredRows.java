package dev.gatehouse.auth.grant;

import dev.gatehouse.platform.database.Batches;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes what has expired, in small batches, by one node at a time. A spent code stays for a day, and the row of a family
 * of refresh tokens as long as the family can live, so that a second use is recognised. A client that registered itself goes after
 * a day in which nobody let it in, unless it gets tokens without being let in.
 */
@Component
class ExpiredRows {

    /** What belongs to a row goes before the row, so that no statement removes more than a batch. */
    private static final List<String> EXPIRED =
            List.of("""
            delete from used_proof where digest in (
                select digest from used_proof where expires_at < now() limit %d for update skip locked)""", """
            delete from device_code where digest in (
                select digest from device_code where expires_at < now() - interval '1 day'
                limit %d for update skip locked)""", """
            delete from mistyped_user_code where account_id in (
                select account_id from mistyped_user_code where since < now() - interval '1 day'
                limit %d for update skip locked)""", """
            delete from wrong_password where key in (
                select key from wrong_password where expires_at < now() limit %d for update skip locked)""", """
            delete from pushed_request where digest in (
                select digest from pushed_request where expires_at < now() limit %d for update skip locked)""", """
            delete from pending_consent where digest in (
                select digest from pending_consent where expires_at < now() limit %d for update skip locked)""", """
            delete from authorization_code where digest in (
                select digest from authorization_code where expires_at < now() - interval '1 day'
                limit %d for update skip locked)""", """
            delete from refresh_token where digest in (
                select t.digest from authorization_grant g join refresh_token t on t.grant_id = g.id
                where g.expires_at < now() limit %d for update of t skip locked)""", """
            delete from authorization_grant where id in (
                select id from authorization_grant g where expires_at < now()
                    and not exists (select from refresh_token where grant_id = g.id)
                limit %d for update skip locked)""", """
            delete from revoked_status where (list_id, index) in (
                select r.list_id, r.index from status_list l join revoked_status r on r.list_id = l.id
                where l.expires_at < now() limit %d for update of r skip locked)""", """
            delete from status_block where (list_id, first_index) in (
                select b.list_id, b.first_index from status_list l join status_block b on b.list_id = l.id
                where l.expires_at < now() limit %d for update of b skip locked)""", """
            delete from status_list where id in (
                select id from status_list l where expires_at < now()
                    and not exists (select from revoked_status where list_id = l.id)
                    and not exists (select from status_block where list_id = l.id)
                limit %d for update skip locked)""", """
            delete from client where id in (
                select c.id from client c where c.source in ('registration', 'document')
                    and c.updated_at < now() - interval '1 day'
                    and (not c.enabled or not exists (select from consent where client_id = c.id)
                        and not jsonb_exists_any(c.settings -> 'grantTypes', array['client_credentials',
                            'urn:ietf:params:oauth:grant-type:token-exchange',
                            'urn:ietf:params:oauth:grant-type:jwt-bearer']))
                    and not exists (select from authorization_grant where client_id = c.id)
                limit %d for update skip locked)""");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final ReentrantLock removing = new ReentrantLock();

    ExpiredRows(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** At a fixed rate, since jobs with a fixed delay wait for each other; one that is under way is not begun again. */
    @Scheduled(fixedRateString = "PT1M", initialDelayString = "PT1M")
    void remove() {
        if (removing.tryLock()) {
            try {
                EXPIRED.stream()
                        .map(each -> each.formatted(Batches.SIZE))
                        .forEach(statement -> Batches.removeAll(clock, () -> removeBatch(statement)));
            } finally {
                removing.unlock();
            }
        }
    }

    private int removeBatch(String statement) {
        var removed = transaction.execute(
                _ -> jdbc.sql("select pg_try_advisory_xact_lock(hashtext('gatehouse expired rows'))")
                                .query(Boolean.class)
                                .single()
                        ? jdbc.sql(statement).update()
                        : 0);
        return removed == null ? 0 : removed;
    }
}
