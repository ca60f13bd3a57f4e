package dev.gatehouse.auth;

import java.time.Duration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks at what is stored, and lets time pass by moving what is stored into the past. */
@TestConfiguration(proxyBeanMethods = false)
public class Rows {

    private final JdbcClient jdbc;

    Rows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Ages all codes, grants and refresh tokens. */
    public void pass(Duration time) {
        var seconds = time.toSeconds();
        jdbc.sql("update authorization_code set expires_at = expires_at - ? * interval '1 second'")
                .param(seconds)
                .update();
        jdbc.sql("update authorization_grant set expires_at = expires_at - ? * interval '1 second'")
                .param(seconds)
                .update();
        jdbc.sql("""
                        update refresh_token set expires_at = expires_at - :seconds * interval '1 second',
                            spent_at = spent_at - :seconds * interval '1 second',
                            rotated_at = rotated_at - :seconds * interval '1 second'""").param("seconds", seconds).update();
    }

    public long count(String condition) {
        return jdbc.sql("select count(*) from " + condition).query(Long.class).single();
    }
}
