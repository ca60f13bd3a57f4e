package dev.gatehouse.auth.grant;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers a token request that is granted.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.1">RFC 6749, section 5.1</a>
 */
@Component
public class TokenResponse implements AuthenticationSuccessHandler {

    private static final int USUAL_BYTES = 2_048;

    private final JsonMapper json;

    TokenResponse(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication granted) throws IOException {
        var body = new ByteArrayOutputStream(USUAL_BYTES);
        try (var generator = json.createGenerator(body)) {
            write((OAuth2AccessTokenAuthenticationToken) granted, generator);
        }
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.size());
        body.writeTo(response.getOutputStream());
    }

    private static void write(OAuth2AccessTokenAuthenticationToken granted, JsonGenerator generator) {
        var token = granted.getAccessToken();
        var issuedAt = Objects.requireNonNull(token.getIssuedAt());
        var expiresAt = Objects.requireNonNull(token.getExpiresAt());
        generator.writeStartObject();
        generator.writeStringProperty(OAuth2ParameterNames.ACCESS_TOKEN, token.getTokenValue());
        generator.writeStringProperty(
                OAuth2ParameterNames.TOKEN_TYPE, token.getTokenType().getValue());
        generator.writeNumberProperty(
                OAuth2ParameterNames.EXPIRES_IN,
                Duration.between(issuedAt, expiresAt).toSeconds());
        if (!token.getScopes().isEmpty()) {
            generator.writeStringProperty(OAuth2ParameterNames.SCOPE, String.join(" ", token.getScopes()));
        }
        var refreshToken = granted.getRefreshToken();
        if (refreshToken != null) {
            generator.writeStringProperty(OAuth2ParameterNames.REFRESH_TOKEN, refreshToken.getTokenValue());
        }
        granted.getAdditionalParameters().forEach(generator::writePOJOProperty);
        generator.writeEndObject();
    }
}
