package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.client.ClientAlgorithms;
import dev.gatehouse.auth.token.Issuer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers an introspection as JSON, or signed for the client that asked, if it wants a proof that it can keep.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9701#section-5">RFC 9701, section 5</a>
 */
@Component
class IntrospectionResponse implements AuthenticationSuccessHandler {

    private static final MediaType SIGNED = new MediaType("application", "token-introspection+jwt");

    private final JwtEncoder encoder;
    private final Issuer issuer;
    private final JsonMapper json;
    private final Clock clock;

    IntrospectionResponse(JwtEncoder encoder, Issuer issuer, JsonMapper json, Clock clock) {
        this.encoder = encoder;
        this.issuer = issuer;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        var answer = (OAuth2TokenIntrospectionAuthenticationToken) authentication;
        var claims = plain(answer.getTokenClaims().getClaims());
        if (wantsSigned(request)) {
            write(response, SIGNED, signed(claims, answer).getBytes(StandardCharsets.US_ASCII));
        } else {
            write(response, MediaType.APPLICATION_JSON, json.writeValueAsBytes(claims));
        }
    }

    private static boolean wantsSigned(HttpServletRequest request) {
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept == null || accept.length() < SIGNED.toString().length()) {
            return false;
        }
        try {
            var accepted = MediaType.parseMediaTypes(accept);
            var signed = quality(accepted, SIGNED);
            return signed > 0 && signed >= quality(accepted, MediaType.APPLICATION_JSON);
        } catch (InvalidMediaTypeException _) {
            return false;
        }
    }

    private static double quality(List<MediaType> accepted, MediaType type) {
        return accepted.stream()
                .filter(each -> each.equalsTypeAndSubtype(type))
                .mapToDouble(MediaType::getQualityValue)
                .max()
                .orElse(0);
    }

    private String signed(Map<String, Object> claims, OAuth2TokenIntrospectionAuthenticationToken answer) {
        var asking = (OAuth2ClientAuthenticationToken) answer.getPrincipal();
        var client = Objects.requireNonNull(asking.getRegisteredClient());
        var set = JwtClaimsSet.builder()
                .issuer(issuer.issuer())
                .audience(List.of(client.getClientId()))
                .issuedAt(clock.instant())
                .claim("token_introspection", claims)
                .build();
        var header = JwsHeader.with(ClientAlgorithms.ofIntrospection(client))
                .type("token-introspection+jwt")
                .build();
        return encoder.encode(JwtEncoderParameters.from(header, set)).getTokenValue();
    }

    /** Times in seconds, scopes in one string (RFC 7662, section 2.2). */
    private static Map<String, Object> plain(Map<String, Object> claims) {
        var plain = new LinkedHashMap<String, Object>();
        claims.forEach((name, value) -> plain.put(
                name,
                switch (value) {
                    case Instant time -> time.getEpochSecond();
                    case URL address -> address.toString();
                    case Collection<?> scopes
                    when name.equals("scope") ->
                        scopes.stream().map(String::valueOf).collect(Collectors.joining(" "));
                    default -> value;
                }));
        return plain;
    }

    private static void write(HttpServletResponse response, MediaType type, byte[] body) throws IOException {
        response.setContentType(type.toString());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.getOutputStream().write(body);
    }
}
