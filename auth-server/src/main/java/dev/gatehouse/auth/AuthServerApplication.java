package dev.gatehouse.auth;

import dev.gatehouse.auth.admin.CommandLine;
import dev.gatehouse.auth.key.FastCryptography;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The authorization server. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableScheduling
public class AuthServerApplication {

    /** Starts the server, or runs a command of the operator. */
    public static void main(String[] arguments) {
        if (CommandLine.isCommand(arguments)) {
            CommandLine.run(arguments);
        } else {
            FastCryptography.loadAside();
            var application = new SpringApplication(AuthServerApplication.class);
            PreparedStart.prepare(application);
            application.run(arguments);
        }
    }

    /** Named here, for otherwise a connection is opened to find it out. */
    @Bean
    JdbcDialect jdbcDialect() {
        return JdbcPostgresDialect.INSTANCE;
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
