package dev.gatehouse.auth;

import dev.gatehouse.auth.admin.CommandLine;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The authorization server. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class AuthServerApplication {

    /** Starts the server, or runs a command of the operator. */
    public static void main(String[] arguments) {
        if (CommandLine.isCommand(arguments)) {
            CommandLine.run(arguments);
        } else {
            SpringApplication.run(AuthServerApplication.class, arguments);
        }
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
