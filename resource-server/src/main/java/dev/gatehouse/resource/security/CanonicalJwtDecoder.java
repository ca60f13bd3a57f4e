package dev.gatehouse.resource.security;

import java.util.Base64;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Accepts one spelling of a token only: decoders that skip padding and stray bits would take many, and then nothing
 * could be said of a token by its text.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4648#section-3.5">RFC 4648, section 3.5</a>
 */
class CanonicalJwtDecoder implements JwtDecoder {

    private static final int PARTS = 3;

    private final JwtDecoder delegate;

    CanonicalJwtDecoder(JwtDecoder delegate) {
        this.delegate = delegate;
    }

    @Override
    public Jwt decode(String token) {
        var parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            throw new BadJwtException("Not a signed JWT");
        }
        for (var part : parts) {
            if (!isCanonical(part)) {
                throw new BadJwtException("Not a signed JWT in its only spelling");
            }
        }
        return delegate.decode(token);
    }

    private static boolean isCanonical(String part) {
        try {
            var bytes = Base64.getUrlDecoder().decode(part);
            return bytes.length > 0
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(bytes)
                            .equals(part);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
