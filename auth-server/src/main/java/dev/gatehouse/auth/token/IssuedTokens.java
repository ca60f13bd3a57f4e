package dev.gatehouse.auth.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/** Tells tokens that this issuer signed from all others, and what they say. */
@Component
public class IssuedTokens implements JwtDecoder {

    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256);

    private final NimbusJwtDecoder accessTokens;
    private final NimbusJwtDecoder idTokens;
    private final Issuer issuer;
    private final RevocationCheck revocation;

    IssuedTokens(JWKSource<SecurityContext> keys, Issuer issuer, RevocationCheck revocation) {
        this.accessTokens = decoder(keys, new JOSEObjectType("at+jwt"));
        this.idTokens = decoder(keys, JOSEObjectType.JWT);
        this.issuer = issuer;
        this.revocation = revocation;
        var ours = new JwtIssuerValidator(issuer.issuer());
        List<OAuth2TokenValidator<Jwt>> inForce = List.of(ours, new JwtTimestampValidator());
        accessTokens.setJwtValidator(new DelegatingOAuth2TokenValidator<>(inForce));
        idTokens.setJwtValidator(ours);
    }

    /** Returns an access token of ours that is in force: signed, not expired, not revoked. */
    @Override
    public Jwt decode(String value) {
        var token = accessTokens.decode(value);
        if (isRevoked(token)) {
            throw new BadJwtException("The token was revoked");
        }
        return token;
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
        return decoded(accessTokens, value);
    }

    /** Returns an ID token of ours, however old: as a hint it names a person also after it has expired. */
    public Optional<Jwt> idToken(String value) {
        return decoded(idTokens, value);
    }

    private static Optional<Jwt> decoded(NimbusJwtDecoder decoder, String value) {
        try {
            return Optional.of(decoder.decode(value));
        } catch (JwtException _) {
            return Optional.empty();
        }
    }

    private static NimbusJwtDecoder decoder(JWKSource<SecurityContext> keys, JOSEObjectType... types) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(types));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        // The decoder's own validators judge the claims.
        processor.setJWTClaimsSetVerifier((_, _) -> {});
        return new NimbusJwtDecoder(processor);
    }
}
