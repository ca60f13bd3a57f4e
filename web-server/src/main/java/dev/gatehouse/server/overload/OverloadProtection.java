package dev.gatehouse.server.overload;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Works on a bounded number of requests at once, and answers 503 to what is too much. A request counts from when it has
 * been read: whoever sends slowly holds no place.
 */
@AutoConfiguration
@EnableConfigurationProperties(OverloadSettings.class)
class OverloadProtection {

    /** An idle one takes a third of it. */
    private static final long HEAP_OF_CONNECTION = 40 * 1024;

    /** Four buffers of 16 KiB, and what the engine knows. */
    private static final long HEAP_OF_TLS_CONNECTION = 256 * 1024;

    private static final long MOST_CONNECTIONS = 50_000;

    static final String HEALTH = "/actuator/";

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> overloadFilter(
            OverloadSettings settings, Refusals refusals, MeterRegistry meters, ObjectProvider<UnavailablePage> pages) {
        var admission = new Admission(settings.concurrent());
        Gauge.builder("gatehouse.requests.waiting", admission, Admission::waiting)
                .description("Requests that wait for being worked on")
                .register(meters);
        FunctionCounter.builder("gatehouse.requests.refused", refusals, Refusals::count)
                .description("Requests that were answered 503 because there was too much to do")
                .register(meters);
        var registration = new FilterRegistrationBean<OncePerRequestFilter>(
                new AdmissionFilter(admission, refusals, pages.getIfAvailable(() -> (_, _, _) -> false)));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 3);
        return registration;
    }

    @Bean
    static Refusals refusals() {
        return new Refusals(new Backlog(Admission.BURST));
    }

    @Bean
    static Leaving leaving(ApplicationContext context, OverloadSettings settings) {
        return new Leaving(context, settings.drainTimeout());
    }

    /**
     * Reads no more requests at a time than there is memory for, and lets as many connections stay open, unless {@code
     * server.tomcat.max-connections} says how many: when all keep theirs, one that is not accepted waits in vain.
     */
    @Bean
    @ConditionalOnThreading(Threading.VIRTUAL)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> boundedByMemory(
            OverloadSettings settings, Environment environment, Leaving leaving, Refusals refusals) {
        return server -> {
            server.setProtocol(GuardedProtocol.class.getName());
            server.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof GuardedProtocol protocol) {
                    protocol.bound(settings.read(), refusals);
                    leaving.add(protocol);
                    if (!environment.containsProperty("server.tomcat.max-connections")) {
                        protocol.setMaxConnections(mostConnections(Ssl.isEnabled(server.getSsl())));
                    }
                }
            });
        };
    }

    private static int mostConnections(boolean overTls) {
        var each = overTls ? HEAP_OF_TLS_CONNECTION : HEAP_OF_CONNECTION;
        return Math.toIntExact(Math.min(MOST_CONNECTIONS, Runtime.getRuntime().maxMemory() / each));
    }

    private static final class AdmissionFilter extends OncePerRequestFilter {

        private final Admission admission;
        private final Refusals refusals;
        private final UnavailablePage page;

        AdmissionFilter(Admission admission, Refusals refusals, UnavailablePage page) {
            this.admission = admission;
            this.refusals = refusals;
            this.page = page;
        }

        /** Whoever asks how this program is must get an answer just then. */
        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            return request.getRequestURI()
                    .startsWith(HEALTH, request.getContextPath().length());
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (!isAdmitted()) {
                refuse(request, response);
                return;
            }
            Place.hold(admission);
            try {
                chain.doFilter(request, response);
            } finally {
                Place.release();
                admission.leave();
            }
        }

        private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
            refusals.add();
            var seconds = Unavailable.seconds();
            if (!page.answer(request, response, seconds)) {
                Unavailable.answer(response, seconds, Unavailable.TOO_MUCH);
            }
        }

        private boolean isAdmitted() {
            try {
                return admission.enter();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
