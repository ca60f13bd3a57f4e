package dev.gatehouse.web.token;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JWT taken apart, as anybody can: header, payload, signature.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-3.1">RFC 7515, section 3.1</a>
 */
record JwtParts(String header, String payload, String signature) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    static JwtParts of(String token) {
        var parts = token.split("\\.", -1);
        return new JwtParts(parts[0], parts[1], parts[2]);
    }

    /** One claim as a person reads it. */
    record Claim(String name, String value) {}

    String token() {
        return header + "." + payload + "." + signature;
    }

    public String readablePayload() {
        return readable(payload);
    }

    public List<Claim> headerClaims() {
        return claims(header);
    }

    public List<Claim> payloadClaims() {
        return claims(payload);
    }

    @Nullable
    Object claim(String name) {
        return map(payload).get(name);
    }

    /**
     * The same token with another payload and the old signature: what a forger without the key can make. A payload that
     * says the same stays as it was signed, however it is written.
     */
    JwtParts withPayload(String json) {
        if (saysTheSame(json)) {
            return this;
        }
        var encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        return new JwtParts(header, encoded, signature);
    }

    private boolean saysTheSame(String json) {
        try {
            return JSON.readTree(json).equals(JSON.readTree(decoded(payload)));
        } catch (JacksonException _) {
            return false;
        }
    }

    private static List<Claim> claims(String part) {
        return map(part).entrySet().stream()
                .map(claim -> new Claim(
                        claim.getKey(), claim.getValue() instanceof String text ? text : compact(claim.getValue())))
                .toList();
    }

    private static String compact(Object value) {
        return new JsonMapper().writeValueAsString(value);
    }

    private static String readable(String part) {
        try {
            return JSON.writeValueAsString(map(part));
        } catch (JacksonException | IllegalArgumentException _) {
            return decoded(part);
        }
    }

    @SuppressWarnings("unchecked") // a JSON object is a map of text to values
    private static Map<String, Object> map(String part) {
        return JSON.readValue(decoded(part), Map.class);
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
