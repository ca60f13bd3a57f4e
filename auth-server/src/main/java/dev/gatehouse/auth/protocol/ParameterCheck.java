package dev.gatehouse.auth.protocol;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.http.converter.OAuth2ErrorHttpMessageConverter;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses NUL characters, which no parameter of the protocol may contain and PostgreSQL does not store. */
class ParameterCheck extends OncePerRequestFilter {

    private final OAuth2ErrorHttpMessageConverter errors = new OAuth2ErrorHttpMessageConverter();

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isClean(request.getParameterMap())) {
            chain.doFilter(request, response);
            return;
        }
        var answer = new ServletServerHttpResponse(response);
        answer.setStatusCode(HttpStatus.BAD_REQUEST);
        errors.write(
                new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, "A parameter contains a NUL character.", null),
                null,
                answer);
    }

    private static boolean isClean(Map<String, String[]> parameters) {
        return parameters.entrySet().stream()
                .allMatch(each -> isClean(each.getKey())
                        && java.util.Arrays.stream(each.getValue()).allMatch(ParameterCheck::isClean));
    }

    private static boolean isClean(String text) {
        return text.indexOf('\0') < 0;
    }
}
