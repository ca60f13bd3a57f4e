package dev.gatehouse.platform.input;

import dev.gatehouse.platform.page.ProblemAttributes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses NUL characters in parameters: no form and no protocol of ours has a use for them, and PostgreSQL does not
 * store them.
 */
@AutoConfiguration
class ParameterCheck {

    private static final String PROBLEM = "A parameter contains a NUL character.";

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> parameterCheckFilter() {
        var registration = new FilterRegistrationBean<OncePerRequestFilter>(new NulFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    private static final class NulFilter extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (isClean(request.getParameterMap())) {
                chain.doFilter(request, response);
            } else if (String.valueOf(request.getHeader(HttpHeaders.ACCEPT)).contains(MediaType.TEXT_HTML_VALUE)) {
                request.setAttribute(ProblemAttributes.PROBLEM, PROBLEM);
                response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            } else {
                response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
                response.setContentType(MediaType.APPLICATION_JSON_VALUE);
                response.getWriter().write("{\"error\":\"invalid_request\",\"error_description\":\"" + PROBLEM + "\"}");
            }
        }
    }

    private static boolean isClean(Map<String, String[]> parameters) {
        return parameters.entrySet().stream()
                .allMatch(each ->
                        isClean(each.getKey()) && Arrays.stream(each.getValue()).allMatch(ParameterCheck::isClean));
    }

    private static boolean isClean(String text) {
        return text.indexOf('\0') < 0;
    }
}
