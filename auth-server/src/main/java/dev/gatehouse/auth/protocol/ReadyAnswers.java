package dev.gatehouse.auth.protocol;

import dev.gatehouse.auth.token.status.GzipWish;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Holds the last answer of each public document for an instant, so that thousands may ask for it in a second at the cost
 * of sending it. What a document says, and for how long others may keep it, stays with its endpoint.
 */
@Configuration(proxyBeanMethods = false)
class ReadyAnswers {

    /** Nobody notices, and at ten requests a second the answer is made anew for each. */
    private static final long LIFE = Duration.ofMillis(100).toNanos();

    private static final int MOST = 64;
    private static final Set<String> DOCUMENTS =
            Set.of("/oauth2/jwks", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server");
    private static final String STATUS_LISTS = "/statuslists/";

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> readyAnswersFilter() {
        var registration = new FilterRegistrationBean<OncePerRequestFilter>(new ReadyFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    /** What an answer depends on. */
    private record Question(
            String path,
            boolean secure,
            boolean gzip,
            @Nullable String accept) {

        static Question of(HttpServletRequest request) {
            return new Question(
                    request.getRequestURI(),
                    request.isSecure(),
                    GzipWish.isIn(request.getHeader(HttpHeaders.ACCEPT_ENCODING)),
                    request.getHeader(HttpHeaders.ACCEPT));
        }
    }

    private record Answer(long madeAt, List<Map.Entry<String, String>> headers, String type, String tag, byte[] body) {

        boolean isFresh() {
            return System.nanoTime() - madeAt < LIFE;
        }

        boolean isKnownTo(HttpServletRequest request) {
            var known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
            return known != null && known.contains(tag);
        }
    }

    private static final class ReadyFilter extends OncePerRequestFilter {

        private final Map<Question, Answer> ready = new ConcurrentHashMap<>();

        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            var path =
                    request.getRequestURI().substring(request.getContextPath().length());
            return !("GET".equals(request.getMethod()) || "HEAD".equals(request.getMethod()))
                    || request.getQueryString() != null
                    || !(DOCUMENTS.contains(path) || path.startsWith(STATUS_LISTS));
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            var question = Question.of(request);
            var known = ready.get(question);
            if (known == null || !known.isFresh()) {
                make(question, request, response, chain);
                return;
            }
            for (var header : known.headers()) {
                response.addHeader(header.getKey(), header.getValue());
            }
            if (known.isKnownTo(request)) {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                return;
            }
            response.setContentType(known.type());
            response.setContentLength(known.body().length);
            response.getOutputStream().write(known.body());
        }

        private void make(
                Question question, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            var before = new HashSet<>(response.getHeaderNames());
            var made = new ContentCachingResponseWrapper(response);
            chain.doFilter(new Unconditional(request), made);
            var tag = response.getHeader(HttpHeaders.ETAG);
            var type = response.getContentType();
            if (made.getStatus() == HttpServletResponse.SC_OK && tag != null && type != null) {
                var headers = response.getHeaderNames().stream()
                        .filter(name -> !before.contains(name) && !isOfTheBody(name))
                        .distinct()
                        .flatMap(name -> response.getHeaders(name).stream().map(value -> Map.entry(name, value)))
                        .toList();
                var answer = new Answer(System.nanoTime(), headers, type, tag, made.getContentAsByteArray());
                if (ready.size() >= MOST) {
                    ready.clear();
                }
                ready.put(question, answer);
                if (answer.isKnownTo(request)) {
                    response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                    return;
                }
            }
            made.copyBodyToResponse();
        }

        /** Type and length are set with the body; the encoding is a header like others. */
        private static boolean isOfTheBody(String header) {
            return header.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)
                    || header.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH);
        }
    }

    /**
     * Asks for the document itself, whatever the sender knows already. Where only the headers are wanted, the server
     * leaves out the body (RFC 9110, section 9.3.2).
     */
    private static final class Unconditional extends HttpServletRequestWrapper {

        Unconditional(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            return "GET";
        }

        @Override
        public @Nullable String getHeader(String name) {
            return HttpHeaders.IF_NONE_MATCH.equalsIgnoreCase(name) ? null : super.getHeader(name);
        }
    }
}
