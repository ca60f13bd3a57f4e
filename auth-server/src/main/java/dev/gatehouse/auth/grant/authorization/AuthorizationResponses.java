package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.platform.page.ProblemAttributes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;

/**
 * Sends the browser back to the client, always saying who answers (RFC 9207), and after a form with 303 so that the
 * form's content is not sent on (RFC 9700, section 4.12). What must not be sent to a client becomes an error page.
 */
class AuthorizationResponses {

    private final String issuer;

    AuthorizationResponses(String issuer) {
        this.issuer = issuer;
    }

    void succeed(HttpServletRequest request, HttpServletResponse response, Authentication authentication) {
        var answer = (OAuth2AuthorizationCodeRequestAuthenticationToken) authentication;
        var parameters = new LinkedHashMap<String, String>();
        parameters.put(
                "code", Objects.requireNonNull(answer.getAuthorizationCode()).getTokenValue());
        redirect(request, response, answer, parameters);
    }

    void fail(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        var error = ((OAuth2AuthenticationException) failure).getError();
        var asked = failure instanceof OAuth2AuthorizationCodeRequestAuthenticationException refused
                ? refused.getAuthorizationCodeRequestAuthentication()
                : null;
        if (asked == null || asked.getRedirectUri() == null) {
            var description = error.getDescription();
            request.setAttribute(
                    ProblemAttributes.PROBLEM, error.getErrorCode() + (description == null ? "" : ": " + description));
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("error", error.getErrorCode());
        if (error.getDescription() != null) {
            parameters.put("error_description", error.getDescription());
        }
        redirect(request, response, asked, parameters);
    }

    private void redirect(
            HttpServletRequest request,
            HttpServletResponse response,
            OAuth2AuthorizationCodeRequestAuthenticationToken asked,
            Map<String, String> parameters) {
        if (asked.getState() != null && !asked.getState().isEmpty()) {
            parameters.put("state", asked.getState());
        }
        parameters.put("iss", issuer);
        var target = Objects.requireNonNull(asked.getRedirectUri());
        var query = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        response.setStatus(
                "POST".equals(request.getMethod()) ? HttpServletResponse.SC_SEE_OTHER : HttpServletResponse.SC_FOUND);
        response.setHeader(HttpHeaders.LOCATION, target + (target.contains("?") ? "&" : "?") + query);
    }
}
