package dev.gatehouse.resource;

import dev.gatehouse.server.method.HeadAsGet;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** The resource server. */
@SpringBootApplication
public class ResourceServerApplication {

    /** Starts the server. */
    public static void main(String[] arguments) {
        SpringApplication.run(ResourceServerApplication.class, arguments);
    }

    /** As fine as PostgreSQL stores it: what an answer says first, it says ever after. */
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
    }

    /** Spring answers GET alone. */
    @Bean
    FilterRegistrationBean<HeadAsGet> headOfTheMetadata() {
        return HeadAsGet.at("/.well-known/oauth-protected-resource/*");
    }
}
