package dev.gatehouse.platform.log;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request a name of its own: in the answer's {@code X-Correlation-Id}, on error pages, and in every line of
 * the log. Whoever reports a problem can say which it was; what a caller sends under that name is not believed.
 */
@AutoConfiguration
public class CorrelationId {

    /** The request attribute, and the name in the log's context. */
    public static final String NAME = "correlationId";

    /** The header of the answer. */
    public static final String HEADER = "X-Correlation-Id";

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> correlationIdFilter() {
        var registration = new FilterRegistrationBean<OncePerRequestFilter>(new Naming());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    private static final class Naming extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            // No secret: it only has to differ from the others of these days.
            var id = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
            request.setAttribute(NAME, id);
            response.setHeader(HEADER, id);
            MDC.put(NAME, id);
            try {
                chain.doFilter(request, response);
            } finally {
                MDC.remove(NAME);
            }
        }
    }
}
