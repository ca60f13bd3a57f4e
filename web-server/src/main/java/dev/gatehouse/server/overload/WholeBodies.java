package dev.gatehouse.server.overload;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads bodies whole before their requests take a place among those that are worked on: whoever sends slowly keeps
 * nobody out. Parameters of forms are read by the server itself, just as early and within its own limit.
 */
@AutoConfiguration
@EnableConfigurationProperties(OverloadSettings.class)
class WholeBodies {

    private static final String FORM = MediaType.APPLICATION_FORM_URLENCODED_VALUE;

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> wholeBodiesFilter(OverloadSettings settings) {
        var largest = Math.toIntExact(settings.largestBody().toBytes());
        var registration = new FilterRegistrationBean<OncePerRequestFilter>(new ReadingFilter(largest));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
        return registration;
    }

    private static final class ReadingFilter extends OncePerRequestFilter {

        private final int largest;

        ReadingFilter(int largest) {
            this.largest = largest;
        }

        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            return request.getContentLengthLong() <= 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null
                    || isForm(request);
        }

        /** Exactly what the server takes for one; all else would be left unread. */
        private static boolean isForm(HttpServletRequest request) {
            var type = request.getContentType();
            return "POST".equals(request.getMethod()) && type != null && FORM.equals(type.split(";", 2)[0].strip());
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            byte[] body;
            try {
                body = request.getInputStream().readNBytes(largest + 1);
            } catch (IOException _) {
                // Where the connection ended, the server has answered, and nobody hears it.
                if (!response.isCommitted()) {
                    response.sendError(HttpServletResponse.SC_BAD_REQUEST);
                }
                return;
            }
            if (body.length > largest) {
                response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
                return;
            }
            chain.doFilter(new Whole(request, body), response);
        }
    }

    private static final class Whole extends HttpServletRequestWrapper {

        private final byte[] body;

        Whole(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            var rest = new ByteArrayInputStream(body);
            return new ServletInputStream() {

                @Override
                public int read() {
                    return rest.read();
                }

                @Override
                public int read(byte[] bytes, int offset, int length) {
                    return rest.read(bytes, offset, length);
                }

                @Override
                public boolean isFinished() {
                    return rest.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new IllegalStateException("The body is there; nobody need wait for it");
                }
            };
        }
    }
}
