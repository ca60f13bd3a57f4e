package dev.gatehouse.resource;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The resource server. */
@SpringBootApplication
public class ResourceServerApplication {

    /** Starts the server. */
    public static void main(String[] arguments) {
        SpringApplication.run(ResourceServerApplication.class, arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
