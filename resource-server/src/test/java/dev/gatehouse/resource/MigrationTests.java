package dev.gatehouse.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** An index on millions of rows takes longer than any request may. */
@ResourceServerTest
class MigrationTests {

    @Autowired
    private Flyway flyway;

    @Test
    void migrationsAreNotHeldToTheTimeOutsOfRequests() throws SQLException {
        try (var connection = flyway.getConfiguration().getDataSource().getConnection();
                var statement = connection.createStatement();
                var timeout = statement.executeQuery("show statement_timeout")) {
            timeout.next();
            assertThat(timeout.getString(1)).isEqualTo("0");
        }
    }
}
