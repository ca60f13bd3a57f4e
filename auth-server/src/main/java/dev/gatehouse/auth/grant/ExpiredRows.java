package dev.gatehouse.auth.grant;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes what has expired, in small batches, by one node at a time. A spent code stays for a day, and a spent refresh
 * token as long as its family can live, so that a second use is recognised.
 */
@Component
class ExpiredRows {

    private static final int BATCH = 1000;
    private static final int BATCHES_A_RUN = 100;

    private static final List<String> EXPIRED = List.of(
            delete("pending_consent", "digest", "expires_at < now()"),
            delete("authorization_code", "digest", "expires_at < now() - interval '1 day'"),
            delete("revoked_access_token", "jti", "expires_at < now() - interval '5 minutes'"),
            delete("authorization_grant", "id", "expires_at < now()"));

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    ExpiredRows(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
    void remove() {
        EXPIRED.forEach(this::removeAll);
    }

    private void removeAll(String statement) {
        for (int batch = 0; batch < BATCHES_A_RUN && removeBatch(statement) == BATCH; batch++) {
            // on with the next batch, each a transaction of its own
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

    private static String delete(String table, String key, String condition) {
        return "delete from %1$s where %2$s in (select %2$s from %1$s where %3$s limit %4$d for update skip locked)"
                .formatted(table, key, condition, BATCH);
    }
}
