package dev.gatehouse.auth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.auth.key.SigningKeys;
import java.nio.ByteBuffer;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JoseHeaderNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import org.springframework.stereotype.Component;

/**
 * Tells tokens that this issuer signed from all others, and what they say. A signature that was found good is not looked
 * at again while the keys stay as they are; times and revocation are, each time.
 */
@Component
public class IssuedTokens implements JwtDecoder {

    private static final String ACCESS_TOKEN = "at+jwt";
    private static final String ID_TOKEN = "JWT";

    /** Some three kilobytes each. */
    private static final int REMEMBERED = 4_096;

    private final SigningKeys keys;
    private final Issuer issuer;
    private final RevocationCheck revocation;
    private final MappedJwtClaimSetConverter claims = MappedJwtClaimSetConverter.withDefaults(Map.of());
    private final OAuth2TokenValidator<Jwt> ours;
    private final OAuth2TokenValidator<Jwt> inForce;
    private final Cache<ByteBuffer, Signed> signed =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    IssuedTokens(SigningKeys keys, Issuer issuer, RevocationCheck revocation) {
        this.keys = keys;
        this.issuer = issuer;
        this.revocation = revocation;
        this.ours = new JwtIssuerValidator(issuer.issuer());
        // Our own times need no allowance for another clock.
        List<OAuth2TokenValidator<Jwt>> all = List.of(ours, new JwtTimestampValidator(Duration.ZERO));
        this.inForce = new DelegatingOAuth2TokenValidator<>(all);
    }

    /** Returns an access token of ours that is in force: signed, not expired, not revoked. */
    @Override
    public Jwt decode(String value) {
        return accessToken(value)
                .filter(token -> !isRevoked(token))
                .orElseThrow(() -> new BadJwtException("The token is not one of ours, has expired or was revoked"));
    }

    /** Tells whether a token of ours was revoked; true also for one that does not say where its bit is. */
    public boolean isRevoked(Jwt accessToken) {
        return status(accessToken).map(revocation::isRevoked).orElse(true);
    }

    /** Returns where a token's bit is. */
    public Optional<TokenStatus> status(Jwt accessToken) {
        return TokenStatus.of(accessToken, issuer);
    }

    /** Returns an access token of ours that has not expired; it may have been revoked. */
    public Optional<Jwt> accessToken(String value) {
        return verified(value, ACCESS_TOKEN, inForce);
    }

    /** Returns an ID token of ours, however old: as a hint it names a person also after it has expired. */
    public Optional<Jwt> idToken(String value) {
        return verified(value, ID_TOKEN, ours);
    }

    /** A token that was signed with one of the keys of its generation. */
    private record Signed(Jwt token, Object generation) {}

    private Optional<Jwt> verified(String value, String type, OAuth2TokenValidator<Jwt> validator) {
        return signed(value)
                .filter(token ->
                        type.equalsIgnoreCase(String.valueOf(token.getHeaders().get(JoseHeaderNames.TYP))))
                .filter(token -> !validator.validate(token).hasErrors());
    }

    private Optional<Jwt> signed(String value) {
        var generation = keys.generation();
        var digest = ByteBuffer.wrap(OpaqueToken.digest(value));
        var known = signed.getIfPresent(digest);
        if (known != null && known.generation() == generation) {
            return Optional.of(known.token());
        }
        var token = verify(value);
        token.ifPresent(each -> signed.put(digest, new Signed(each, generation)));
        return token;
    }

    private Optional<Jwt> verify(String value) {
        try {
            var parsed = ReceivedJwt.parse(value);
            var header = parsed.getHeader();
            return header.getType() != null
                            && header.getKeyID() != null
                            && header.getCriticalParams() == null
                            && keys.verifies(
                                    header.getKeyID(),
                                    header.getAlgorithm().getName(),
                                    parsed.getSigningInput(),
                                    parsed.getSignature().decode())
                    ? Optional.of(jwt(value, parsed))
                    : Optional.empty();
        } catch (ParseException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Jwt jwt(String value, SignedJWT parsed) {
        return Jwt.withTokenValue(value)
                .headers(headers -> headers.putAll(parsed.getHeader().toJSONObject()))
                .claims(all -> putAll(all, parsed))
                .build();
    }

    private void putAll(Map<String, Object> all, SignedJWT parsed) {
        var payload = parsed.getPayload().toJSONObject();
        if (payload == null) {
            throw new IllegalArgumentException("The payload is no JSON object");
        }
        all.putAll(claims.convert(payload));
    }
}
