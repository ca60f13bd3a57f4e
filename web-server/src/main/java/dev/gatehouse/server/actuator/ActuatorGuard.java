package dev.gatehouse.server.actuator;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Shows users nothing but the health of a program: whoever signs in, or has a token, is a user and no operator. What else
 * an operator exposes is there on a port of its own ({@code management.server.port}), which is not for everybody.
 */
@AutoConfiguration
class ActuatorGuard {

    private static final String HEALTH = "/health";

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> actuatorGuardFilter(
            @Value("${management.endpoints.web.base-path:/actuator}") String path) {
        // On a port of its own, Spring Boot puts none of this program's filters before the endpoints.
        var registration = new FilterRegistrationBean<OncePerRequestFilter>(new Guard(path));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 4);
        return registration;
    }

    private static final class Guard extends OncePerRequestFilter {

        private final String path;
        private final String health;

        Guard(String path) {
            this.path = path;
            this.health = path + HEALTH;
        }

        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            // Decoded: however an address is written, this is what it leads to.
            var servlet = request.getServletPath();
            var rest = request.getPathInfo();
            var address = rest == null ? servlet : servlet + rest;
            return !address.startsWith(path) || address.startsWith(health);
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }
}
