package dev.gatehouse.platform.database;

import dev.gatehouse.platform.log.CorrelationId;
import dev.gatehouse.server.overload.Unavailable;
import dev.gatehouse.server.overload.UnavailablePage;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.task.SimpleAsyncTaskSchedulerCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * While the database is away, slow or read-only, answers 503 with {@code Retry-After} (RFC 9110, section 15.6.4): the
 * request was not carried out and may be sent again.
 */
@AutoConfiguration
class DatabaseOutage {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseOutage.class);
    private static final int SECONDS = 5;
    private static final String SENTENCE = "The service can not reach its database. Please try again shortly.";

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> databaseOutageFilter(UnavailablePage page) {
        var registration = new FilterRegistrationBean<OncePerRequestFilter>(new OutageFilter(page));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** What is done again and again says in a line that it could not be done this time. */
    @Bean
    SimpleAsyncTaskSchedulerCustomizer outageOfRepeatedWork() {
        return scheduler -> scheduler.setErrorHandler(failure -> {
            if (isOutage(failure)) {
                LOG.warn("Work in the background has to wait for the database: {}", rootMessage(failure));
            } else {
                LOG.error("Work in the background has failed", failure);
            }
        });
    }

    private static final class OutageFilter extends OncePerRequestFilter {

        private final UnavailablePage page;

        OutageFilter(UnavailablePage page) {
            this.page = page;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            try {
                chain.doFilter(request, response);
            } catch (RuntimeException | ServletException failure) {
                if (!isOutage(failure) || response.isCommitted()) {
                    throw failure;
                }
                LOG.warn("The database did not answer: {}", rootMessage(failure));
                reset(response);
                if (!page.answer(request, response, SECONDS)) {
                    Unavailable.answer(response, SECONDS, SENTENCE);
                }
            }
        }
    }

    /** Forgets what was to be answered, but neither its name nor who may read it from another origin. */
    private static void reset(HttpServletResponse response) {
        var kept = response.getHeaderNames().stream()
                .filter(name -> name.equals(CorrelationId.HEADER) || name.startsWith("Access-Control-"))
                .collect(Collectors.toMap(name -> name, response::getHeader, (first, _) -> first));
        response.reset();
        kept.forEach(response::setHeader);
    }

    private static boolean isOutage(Throwable failure) {
        return causes(failure).anyMatch(DatabaseOutage::saysOutage);
    }

    private static boolean saysOutage(Throwable cause) {
        return switch (cause) {
            case DataAccessResourceFailureException _ -> true;
            case TransientDataAccessException _ -> true;
            // Could not be begun, or, where the connection broke within it, not even rolled back.
            case CannotCreateTransactionException _ -> true;
            case TransactionSystemException _ -> true;
            case SQLException sql -> isOutageState(sql.getSQLState());
            default -> false;
        };
    }

    /**
     * Classes of PostgreSQL's error codes: 08 connection, 53 resources (disk full, too many connections), 57 operator
     * intervention (shutdown, statement time-out), 58 system error, 25006 read-only, 40 rollback, 55P03 lock time-out.
     */
    private static boolean isOutageState(@Nullable String state) {
        return state != null
                && (state.equals("25006")
                        || state.equals("55P03")
                        || Stream.of("08", "40", "53", "57", "58").anyMatch(state::startsWith));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }

    private static @Nullable String rootMessage(Throwable failure) {
        return causes(failure).reduce((_, cause) -> cause).orElse(failure).getMessage();
    }
}
