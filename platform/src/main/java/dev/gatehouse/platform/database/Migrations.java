package dev.gatehouse.platform.database;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;

/**
 * Gives migrations connections of their own: an index on millions of rows takes longer than the time-outs of requests
 * allow, and an upgrade that always fails is worse than one that waits. Only for locks it waits no longer than a request
 * may be kept waiting behind it.
 */
@AutoConfiguration(before = FlywayAutoConfiguration.class)
class Migrations {

    @Bean
    FlywayConfigurationCustomizer ownConnections(JdbcConnectionDetails database) {
        return flyway -> flyway.dataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword())
                .initSql("set lock_timeout = '10s'");
    }
}
