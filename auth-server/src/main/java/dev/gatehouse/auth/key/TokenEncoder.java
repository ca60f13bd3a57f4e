package dev.gatehouse.auth.key;

import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.jwt.JoseHeaderNames;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signs tokens with the active key of their algorithm: the claims are written to JSON once, the header of a key and a
 * type is written once and for all, and what is left is the signature.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-5.1">RFC 7515, section 5.1</a>
 */
@Component
public class TokenEncoder implements JwtEncoder {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int HEADERS = 100;
    private static final int USUAL_BYTES = 600;

    private final Supplier<KeySet> keys;
    private final JsonMapper json = new JsonMapper();
    private final Map<HeaderName, Header> headers = new ConcurrentHashMap<>();

    @Autowired
    TokenEncoder(SigningKeys keys) {
        this(keys::current);
    }

    TokenEncoder(Supplier<KeySet> keys) {
        this.keys = keys;
    }

    private record HeaderName(String kid, Map<String, Object> wanted) {}

    private record Header(Map<String, Object> names, byte[] encoded) {}

    @Override
    public Jwt encode(JwtEncoderParameters parameters) {
        var wanted = Objects.requireNonNull(parameters.getJwsHeader(), "The header says with what to sign");
        var key = keys.get().signing(algorithm(wanted));
        var header = header(key, wanted.getHeaders());
        var claims = parameters.getClaims();
        return new Jwt(
                encode(key, header, claims.getClaims()),
                claims.getIssuedAt(),
                claims.getExpiresAt(),
                header.names(),
                claims.getClaims());
    }

    /**
     * Signs claims.
     *
     * @param header what the token's header says besides the algorithm and the key
     * @return the token
     */
    public String encode(SigningAlgorithm algorithm, Map<String, Object> header, Map<String, Object> claims) {
        var key = keys.get().signing(algorithm);
        return encode(key, header(key, header), claims);
    }

    private String encode(SigningKey key, Header header, Map<String, Object> claims) {
        var input = joined(header.encoded(), BASE64.encode(payload(claims)));
        var signature = BASE64.encode(key.signer().sign(input));
        return new String(joined(input, signature), StandardCharsets.ISO_8859_1);
    }

    private static SigningAlgorithm algorithm(JwsHeader header) {
        if (header.getAlgorithm() instanceof SigningAlgorithm known) {
            return known;
        }
        var name = header.getAlgorithm().getName();
        return SigningAlgorithm.of(name)
                .orElseThrow(() -> new IllegalStateException("This issuer does not sign with " + name));
    }

    private Header header(SigningKey key, Map<String, Object> wanted) {
        var name = new HeaderName(key.kid(), wanted);
        var known = headers.get(name);
        if (known != null) {
            return known;
        }
        if (headers.size() >= HEADERS) {
            headers.clear();
        }
        var names = new LinkedHashMap<>(wanted);
        names.put(JoseHeaderNames.ALG, key.algorithm().getName());
        names.put(JoseHeaderNames.KID, key.kid());
        var made = new Header(Map.copyOf(names), BASE64.encode(json.writeValueAsBytes(names)));
        headers.put(new HeaderName(key.kid(), Map.copyOf(wanted)), made);
        return made;
    }

    private byte[] payload(Map<String, Object> claims) {
        var bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (var generator = json.createGenerator(bytes)) {
            generator.writeStartObject();
            for (var claim : claims.entrySet()) {
                generator.writeName(claim.getKey());
                // An audience of one comes without brackets (RFC 7519, section 4.1.3).
                var isOne = claim.getKey().equals("aud")
                        && claim.getValue() instanceof List<?> audience
                        && audience.size() == 1;
                write(generator, isOne ? ((List<?>) claim.getValue()).getFirst() : claim.getValue());
            }
            generator.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** Writes the shapes that claims have; times are numbers (RFC 7519, section 2). */
    private static void write(JsonGenerator generator, @Nullable Object value) {
        switch (value) {
            case String text -> generator.writeString(text);
            case Instant time -> generator.writeNumber(time.getEpochSecond());
            case Long number -> generator.writeNumber(number);
            case Integer number -> generator.writeNumber(number);
            case Boolean truth -> generator.writeBoolean(truth);
            case URL address -> generator.writeString(address.toExternalForm());
            case Collection<?> values -> {
                generator.writeStartArray();
                values.forEach(each -> write(generator, each));
                generator.writeEndArray();
            }
            case Map<?, ?> members -> {
                generator.writeStartObject();
                members.forEach((name, member) -> {
                    generator.writeName(String.valueOf(name));
                    write(generator, member);
                });
                generator.writeEndObject();
            }
            case null -> generator.writeNull();
            default -> generator.writePOJO(value);
        }
    }

    private static byte[] joined(byte[] left, byte[] right) {
        var joined = new byte[left.length + 1 + right.length];
        System.arraycopy(left, 0, joined, 0, left.length);
        joined[left.length] = '.';
        System.arraycopy(right, 0, joined, left.length + 1, right.length);
        return joined;
    }
}
