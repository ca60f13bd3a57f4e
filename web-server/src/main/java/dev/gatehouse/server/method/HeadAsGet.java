package dev.gatehouse.server.method;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Shows HEAD as GET to filters that answer GET alone; the server sends no body, whatever they write.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2">RFC 9110, section 9.3.2</a>
 */
public final class HeadAsGet extends OncePerRequestFilter {

    private static final String SENT = HeadAsGet.class.getName() + ".sent";

    private HeadAsGet() {}

    /** Returns the method that a request was sent with. */
    public static String methodOf(HttpServletRequest request) {
        return request.getAttribute(SENT) == null ? request.getMethod() : HttpMethod.HEAD.name();
    }

    /** Does so for some addresses, before anybody else looks at a request. */
    public static FilterRegistrationBean<HeadAsGet> at(String... addresses) {
        var registration = new FilterRegistrationBean<>(new HeadAsGet());
        registration.addUrlPatterns(addresses);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !HttpMethod.HEAD.matches(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        request.setAttribute(SENT, true);
        chain.doFilter(
                new HttpServletRequestWrapper(request) {
                    @Override
                    public String getMethod() {
                        return HttpMethod.GET.name();
                    }
                },
                response);
    }
}
