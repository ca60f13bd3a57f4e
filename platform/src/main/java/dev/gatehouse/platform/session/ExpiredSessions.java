package dev.gatehouse.platform.session;

import dev.gatehouse.platform.database.Batches;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Removes sessions that have expired, in small batches. Spring Session does it in one statement, which a time-out ends
 * where there are some hundred thousand of them: from then on none would ever be removed.
 */
public final class ExpiredSessions {

    private final JdbcClient jdbc;
    private final Clock clock;

    ExpiredSessions(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Removes those that have expired by now; other nodes may do so at the same time. */
    @Scheduled(fixedRateString = "PT1M", initialDelayString = "PT1M")
    public void remove() {
        Batches.removeAll(clock, this::removeBatch);
    }

    private int removeBatch() {
        return jdbc.sql("""
                        delete from spring_session where primary_id in (
                            select primary_id from spring_session where expiry_time < ?
                            order by expiry_time limit ? for update skip locked)""").params(clock.millis(), Batches.SIZE).update();
    }
}
