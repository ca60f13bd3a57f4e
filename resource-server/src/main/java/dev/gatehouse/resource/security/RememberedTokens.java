package dev.gatehouse.resource.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * Does not check a signature twice: a token comes with every call until it expires, and its signature is the dear part.
 * What can change is asked each time: whether the issuer still publishes the very key, the times, the status. A token is
 * remembered by its digest, and only after everything about it was found good.
 */
class RememberedTokens implements JwtDecoder {

    private final JwtDecoder decoder;
    private final PublishedKeys keys;
    private final OAuth2TokenValidator<Jwt> rules;
    private final Cache<ByteBuffer, Verified> verified;

    /**
     * Makes the memory.
     *
     * @param decoder checks everything
     * @param rules what the decoder checks besides the signature
     * @param most how many tokens are remembered
     */
    RememberedTokens(JwtDecoder decoder, PublishedKeys keys, OAuth2TokenValidator<Jwt> rules, int most) {
        this.decoder = decoder;
        this.keys = keys;
        this.rules = rules;
        this.verified =
                Caffeine.newBuilder().maximumSize(most).executor(Runnable::run).build();
    }

    private record Verified(Jwt token, JWK key) {}

    @Override
    public Jwt decode(String value) {
        var digest = ByteBuffer.wrap(Sha256.of(value));
        var known = verified.getIfPresent(digest);
        if (known == null || !known.key().equals(published(known.token()))) {
            return decodeAnew(value, digest);
        }
        var result = rules.validate(known.token());
        if (result.hasErrors()) {
            var first = result.getErrors().iterator().next();
            throw new JwtValidationException(String.valueOf(first.getDescription()), result.getErrors());
        }
        return known.token();
    }

    private Jwt decodeAnew(String value, ByteBuffer digest) {
        var token = decoder.decode(value);
        var key = published(token);
        if (key != null) {
            verified.put(digest, new Verified(token, key));
        }
        return token;
    }

    /** The key that a token names; absent if it names none, or not exactly one. */
    private @Nullable JWK published(Jwt token) {
        if (!(token.getHeaders().get("kid") instanceof String kid)) {
            return null;
        }
        try {
            var found =
                    keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(kid).build()), null);
            return found.size() == 1 ? found.getFirst() : null;
        } catch (KeySourceException _) {
            return null;
        }
    }
}
