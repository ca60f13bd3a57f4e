package dev.gatehouse.auth.key;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.jwt.JoseHeaderNames;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signs tokens with the active key of their algorithm: the claims are written to JSON once, the header of a key and a
 * type is written once and for all, and what is left is the signature.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-5.1">RFC 7515, section 5.1</a>
 */
@Component
class TokenEncoder implements JwtEncoder {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int HEADERS = 100;

    private final Supplier<KeySet> keys;
    private final JsonMapper json = new JsonMapper();
    private final Map<Map<String, Object>, String> headers = new ConcurrentHashMap<>();

    @Autowired
    TokenEncoder(SigningKeys keys) {
        this(keys::current);
    }

    TokenEncoder(Supplier<KeySet> keys) {
        this.keys = keys;
    }

    @Override
    public Jwt encode(JwtEncoderParameters parameters) {
        var header = Objects.requireNonNull(parameters.getJwsHeader(), "The header says with what to sign");
        var key = keys.get().signing(algorithm(header));
        var names = new LinkedHashMap<>(header.getHeaders());
        names.put(JoseHeaderNames.ALG, key.algorithm().getName());
        names.put(JoseHeaderNames.KID, key.kid());
        var claims = parameters.getClaims().getClaims();
        var input = header(names) + "." + BASE64.encodeToString(json.writeValueAsBytes(plain(claims)));
        var signature = key.signer().sign(input.getBytes(StandardCharsets.US_ASCII));
        return new Jwt(
                input + "." + BASE64.encodeToString(signature),
                parameters.getClaims().getIssuedAt(),
                parameters.getClaims().getExpiresAt(),
                names,
                claims);
    }

    private static SigningAlgorithm algorithm(JwsHeader header) {
        var name = header.getAlgorithm().getName();
        return SigningAlgorithm.of(name)
                .orElseThrow(() -> new IllegalStateException("This issuer does not sign with " + name));
    }

    private String header(Map<String, Object> names) {
        var known = headers.get(names);
        if (known != null) {
            return known;
        }
        if (headers.size() >= HEADERS) {
            headers.clear();
        }
        var written = BASE64.encodeToString(json.writeValueAsBytes(names));
        headers.put(Map.copyOf(names), written);
        return written;
    }

    /** Times in seconds (RFC 7519, section 2); an audience of one without brackets (section 4.1.3). */
    private static Map<String, Object> plain(Map<String, Object> claims) {
        var plain = LinkedHashMap.<String, Object>newLinkedHashMap(claims.size());
        claims.forEach((name, value) -> plain.put(
                name,
                switch (value) {
                    case Instant time -> time.getEpochSecond();
                    case List<?> audience when name.equals("aud") && audience.size() == 1 -> audience.getFirst();
                    default -> value;
                }));
        return plain;
    }
}
