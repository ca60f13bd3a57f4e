package dev.gatehouse.server.actuator;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
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
            return !address(request).startsWith(path);
        }

        /** Decoded: however an address is written, this is what it leads to. */
        private static String address(HttpServletRequest request) {
            var servlet = request.getServletPath();
            var rest = request.getPathInfo();
            return rest == null ? servlet : servlet + rest;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (!address(request).startsWith(health)) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
            } else if (isOfManyTypes(request.getContentType())) {
                response.sendError(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
            } else {
                chain.doFilter(request, response);
            }
        }

        /** The endpoints fail where a request says that what it brings is of any type. */
        private static boolean isOfManyTypes(@Nullable String contentType) {
            return contentType != null && contentType.contains("*");
        }
    }
}
