package dev.gatehouse.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.platform.session.ExpiredSessions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@AuthServerTest
class ExpiredSessionsTests {

    @Autowired
    private ExpiredSessions expired;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void allThatHaveExpiredGoHoweverManyAndNoOther() {
        add("gone", 2_500, Duration.ofMinutes(-1));
        add("here", 1, Duration.ofMinutes(1));

        expired.remove();

        assertThat(count("gone")).isZero();
        assertThat(count("here")).isOne();
        jdbc.sql("delete from spring_session where principal_name = 'here'").update();
    }

    private void add(String whose, int many, Duration toLive) {
        jdbc.sql("""
                        insert into spring_session (primary_id, session_id, creation_time, last_access_time,
                            max_inactive_interval, expiry_time, principal_name)
                        select gen_random_uuid(), gen_random_uuid(), 0, 0, 60, ?, ? from generate_series(1, ?)""")
                .params(System.currentTimeMillis() + toLive.toMillis(), whose, many)
                .update();
    }

    private long count(String whose) {
        return jdbc.sql("select count(*) from spring_session where principal_name = ?")
                .param(whose)
                .query(Long.class)
                .single();
    }
}
