package dev.gatehouse.resource.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Reads the headers of a call by Spring's own rules, which Spring writes as regular expressions and applies to a whole
 * token several times a call: what every usual call looks like is recognised without them, all else is left to Spring.
 */
@Configuration(proxyBeanMethods = false)
class CallHeaders {

    private static final String SCHEME = "Bearer ";

    /** As in {@link StrictHttpFirewall}. */
    private static final Pattern ALLOWED = Pattern.compile("[\\p{IsAssigned}&&[^\\p{IsControl}]]*");

    @Bean
    static HttpFirewall httpFirewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderValues(CallHeaders::isAllowed);
        return firewall;
    }

    @Bean
    BearerTokenResolver bearerTokenResolver() {
        var all = new DefaultBearerTokenResolver();
        return request -> {
            var usual = usual(request);
            return usual == null ? unusual(request, all) : usual;
        };
    }

    /**
     * Refuses a call that brings several tokens, of which each reader might believe another.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2">RFC 6750, section 2</a>
     */
    private static @Nullable String unusual(HttpServletRequest request, BearerTokenResolver all) {
        var headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (headers.size() > 1 || headers.size() == 1 && request.getParameter("access_token") != null) {
            throw new OAuth2AuthenticationException(
                    BearerTokenErrors.invalidRequest("A call must bring one token, in one way."));
        }
        return all.resolve(request);
    }

    /** The token of a request that has one in its header and can't have another one elsewhere. */
    private static @Nullable String usual(HttpServletRequest request) {
        var headers = request.getHeaders(HttpHeaders.AUTHORIZATION);
        var header = headers.hasMoreElements() ? headers.nextElement() : "";
        if (headers.hasMoreElements()
                || !header.startsWith(SCHEME)
                || header.length() == SCHEME.length()
                || request.getQueryString() != null
                || request.getContentType() != null) {
            return null;
        }
        for (int index = SCHEME.length(); index < header.length(); index++) {
            if (!isOfToken(header.charAt(index))) {
                return null;
            }
        }
        return header.substring(SCHEME.length());
    }

    /** The characters of {@code b64token} (RFC 6750, section 2.1) that JWTs are made of. */
    private static boolean isOfToken(char character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9'
                || character == '.'
                || character == '_'
                || character == '-';
    }

    private static boolean isAllowed(String value) {
        for (int index = 0; index < value.length(); index++) {
            var character = value.charAt(index);
            if (character < ' ' || character > '~') {
                return ALLOWED.matcher(value).matches();
            }
        }
        return true;
    }
}
