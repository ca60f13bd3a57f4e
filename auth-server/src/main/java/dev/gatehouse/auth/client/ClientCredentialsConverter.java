package dev.gatehouse.auth.client;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Reads from a request which client it comes from: by exactly one method, from the header or the body, never from the
 * address.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749, section 2.3.1</a>
 */
class ClientCredentialsConverter implements AuthenticationConverter {

    private static final String CLIENT_ID = "client_id";
    private static final String CLIENT_SECRET = "client_secret";

    @Override
    public Authentication convert(HttpServletRequest request) {
        var query = request.getQueryString();
        if (query != null && query.contains(CLIENT_SECRET)) {
            throw invalid("Secrets do not belong in the address.");
        }
        var id = single(request, CLIENT_ID);
        var secret = single(request, CLIENT_SECRET);
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return basic(header.substring(6).strip(), id, secret);
        }
        if (id == null) {
            throw new OAuth2AuthenticationException(
                    new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, "The request names no client.", null));
        }
        return secret == null
                ? new OAuth2ClientAuthenticationToken(id, ClientAuthenticationMethod.NONE, null, Map.of())
                : new OAuth2ClientAuthenticationToken(
                        id, ClientAuthenticationMethod.CLIENT_SECRET_POST, secret, Map.of());
    }

    private static Authentication basic(String encoded, @Nullable String id, @Nullable String secret) {
        if (secret != null) {
            throw invalid("The client authenticates in the header and in the body; only one is allowed.");
        }
        String[] parts;
        try {
            var decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            parts = decoded.split(":", 2);
            if (parts.length != 2) {
                throw invalid("The Authorization header has no colon between id and secret.");
            }
            parts[0] = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
            parts[1] = URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw invalid("The Authorization header is not valid.");
        }
        if (parts[0].isEmpty() || id != null && !id.equals(parts[0])) {
            throw invalid("The Authorization header and the body name different clients.");
        }
        return new OAuth2ClientAuthenticationToken(
                parts[0], ClientAuthenticationMethod.CLIENT_SECRET_BASIC, parts[1], Map.of());
    }

    private static @Nullable String single(HttpServletRequest request, String name) {
        var values = request.getParameterValues(name);
        if (values == null || values.length == 1 && values[0].isEmpty()) {
            return null;
        }
        if (values.length > 1) {
            throw invalid("The parameter " + name + " comes more than once.");
        }
        return values[0];
    }

    private static OAuth2AuthenticationException invalid(String description) {
        return new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, description, null));
    }
}
