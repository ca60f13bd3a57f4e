package dev.gatehouse.resource.security;

import java.net.MalformedURLException;
import java.net.URI;
import java.util.Objects;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * What makes a token good here: signed by the issuer with a pinned algorithm, an access token, for this API, in force.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-4">RFC 9068, section 4, Validating JWT Access Tokens</a>
 */
@Configuration(proxyBeanMethods = false)
class AccessTokens {

    @Bean
    JwtDecoder accessTokenDecoder(OAuth2ResourceServerProperties properties, TokenChecks checks)
            throws MalformedURLException {
        var jwt = properties.getJwt();
        var keys = new PublishedKeys(
                URI.create(Objects.requireNonNull(jwt.getJwkSetUri(), "jwk-set-uri"))
                        .toURL(),
                checks);
        var decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithms(algorithms -> jwt.getJwsAlgorithms().stream()
                        .map(SignatureAlgorithm::from)
                        .map(Objects::requireNonNull)
                        .forEach(algorithms::add))
                .build();
        decoder.setJwtValidator(validator(
                Objects.requireNonNull(jwt.getIssuerUri(), "issuer-uri"),
                jwt.getAudiences().getFirst(),
                checks));
        return new CanonicalJwtDecoder(decoder);
    }

    private static OAuth2TokenValidator<Jwt> validator(String issuer, String audience, TokenChecks checks) {
        var times = new JwtTimestampValidator(checks.clockSkew());
        times.setAllowEmptyExpiryClaim(false);
        return JwtValidators.createAtJwtValidator()
                .issuer(issuer)
                .audience(audience)
                .validators(validators -> validators.put(JwtClaimNames.EXP, times))
                .validators(validators -> validators.put(JwtClaimNames.IAT, times))
                .build();
    }
}
