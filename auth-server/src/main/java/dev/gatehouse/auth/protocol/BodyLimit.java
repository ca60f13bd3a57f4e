package dev.gatehouse.auth.protocol;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads no more of a registration than one can have to say; the server itself limits forms only. */
@Configuration(proxyBeanMethods = false)
class BodyLimit {

    private static final int LARGEST = 16 * 1024;

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> bodyLimitFilter() {
        var registration = new FilterRegistrationBean<OncePerRequestFilter>(new Limiting());
        registration.addUrlPatterns("/connect/register", "/connect/register/*");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 3);
        return registration;
    }

    private static final class Limiting extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (request.getContentLengthLong() > LARGEST) {
                response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
                return;
            }
            chain.doFilter(new Limited(request), response);
        }
    }

    /** A body that says how long it is may still lie, and one in chunks does not say. */
    private static final class Limited extends HttpServletRequestWrapper {

        Limited(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            var body = super.getInputStream();
            return new ServletInputStream() {

                private int count;

                @Override
                public int read() throws IOException {
                    if (++count > LARGEST) {
                        throw new IOException("The body is too large");
                    }
                    return body.read();
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int read = body.read(bytes, offset, length);
                    count += Math.max(0, read);
                    if (count > LARGEST) {
                        throw new IOException("The body is too large");
                    }
                    return read;
                }

                @Override
                public boolean isFinished() {
                    return body.isFinished();
                }

                @Override
                public boolean isReady() {
                    return body.isReady();
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    body.setReadListener(listener);
                }
            };
        }
    }
}
