package dev.gatehouse.auth.client.authentication;

import com.nimbusds.jose.JWSAlgorithm;
import dev.gatehouse.auth.token.ReceivedJwt;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
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
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
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
    private static final String ASSERTION = "client_assertion";
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final RegisteredClientRepository clients;
    private final ClientCertificates certificates;

    ClientCredentialsConverter(RegisteredClientRepository clients, ClientCertificates certificates) {
        this.clients = clients;
        this.certificates = certificates;
    }

    @Override
    public Authentication convert(HttpServletRequest request) {
        if (isInAddress(request.getQueryString())) {
            throw invalid("Secrets do not belong in the address.");
        }
        var id = single(request, CLIENT_ID);
        var secret = single(request, CLIENT_SECRET);
        var assertion = single(request, ASSERTION);
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        var inHeader = header != null && header.regionMatches(true, 0, "Basic ", 0, 6);
        if (inHeader ? secret != null || assertion != null : secret != null && assertion != null) {
            throw invalid("The client authenticates in more than one way; only one is allowed.");
        }
        if (inHeader) {
            return basic(header.substring(6).strip(), id);
        }
        if (assertion != null) {
            return asserted(assertion, id, request);
        }
        if (id == null || id.isBlank()) {
            throw new OAuth2AuthenticationException(
                    new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, "The request names no client.", null));
        }
        return secret == null
                ? certifiedOrNone(id, request)
                : new OAuth2ClientAuthenticationToken(
                        id, ClientAuthenticationMethod.CLIENT_SECRET_POST, secret, Map.of());
    }

    /** However the names of the parameters are written. */
    private static boolean isInAddress(@Nullable String query) {
        if (query == null) {
            return false;
        }
        try {
            var plain = URLDecoder.decode(query, StandardCharsets.UTF_8);
            return plain.contains(CLIENT_SECRET) || plain.contains(ASSERTION);
        } catch (IllegalArgumentException _) {
            return true;
        }
    }

    /** The client is named by the assertion itself; {@code client_id} may be left out (RFC 7521, section 4.2). */
    private static Authentication asserted(String assertion, @Nullable String id, HttpServletRequest request) {
        if (!ASSERTION_TYPE.equals(single(request, "client_assertion_type"))) {
            throw invalid("The client_assertion_type is not the one for JWTs.");
        }
        try {
            var jwt = ReceivedJwt.parse(assertion);
            var subject = jwt.getJWTClaimsSet().getSubject();
            if (subject == null || id != null && !id.equals(subject)) {
                throw new OAuth2AuthenticationException(new OAuth2Error(
                        OAuth2ErrorCodes.INVALID_CLIENT, "The assertion is about another client.", null));
            }
            return new OAuth2ClientAuthenticationToken(
                    subject,
                    JWSAlgorithm.Family.HMAC_SHA.contains(jwt.getHeader().getAlgorithm())
                            ? ClientAuthenticationMethod.CLIENT_SECRET_JWT
                            : ClientAuthenticationMethod.PRIVATE_KEY_JWT,
                    new ClientAuthentication.PresentedAssertion(assertion, request.getServletPath()),
                    Map.of());
        } catch (ParseException | IllegalArgumentException _) {
            throw new OAuth2AuthenticationException(
                    new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, "The assertion is no signed JWT.", null));
        }
    }

    /** A certificate is proof only for a client that is registered to authenticate with one (RFC 8705, section 2). */
    private Authentication certifiedOrNone(String id, HttpServletRequest request) {
        var certificate = certificates.of(request);
        var client = certificate == null ? null : clients.findByClientId(id);
        var method = client == null
                ? ClientAuthenticationMethod.NONE
                : ClientCertificates.METHODS.stream()
                        .filter(client.getClientAuthenticationMethods()::contains)
                        .findFirst()
                        .orElse(ClientAuthenticationMethod.NONE);
        return new OAuth2ClientAuthenticationToken(
                id, method, ClientAuthenticationMethod.NONE.equals(method) ? null : certificate, Map.of());
    }

    private static Authentication basic(String encoded, @Nullable String id) {
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
        if (parts[0].isBlank() || id != null && !id.equals(parts[0])) {
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
