package dev.gatehouse.web;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The web client. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class WebClientApplication {

    /** Starts the client. */
    public static void main(String[] arguments) {
        SpringApplication.run(WebClientApplication.class, arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
