package dev.gatehouse.auth.protocol;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads a registration whole before it takes a place among the requests that are worked on, and no more of it than one
 * can have to say; the server itself does so with forms only.
 */
@Configuration(proxyBeanMethods = false)
class BodyLimit {

    private static final int LARGEST = 16 * 1024;

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> bodyLimitFilter() {
        var registration = new FilterRegistrationBean<OncePerRequestFilter>(new Limiting());
        registration.addUrlPatterns("/connect/register", "/connect/register/*");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
        return registration;
    }

    private static final class Limiting extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            byte[] body;
            try {
                body = request.getInputStream().readNBytes(LARGEST + 1);
            } catch (IOException _) {
                response.sendError(HttpServletResponse.SC_REQUEST_TIMEOUT);
                return;
            }
            if (body.length > LARGEST) {
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
