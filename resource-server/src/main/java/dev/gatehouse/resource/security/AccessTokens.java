package dev.gatehouse.resource.security;

import com.nimbusds.jose.proc.JWSVerifierFactory;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * What makes a token good here: signed by the issuer with a pinned algorithm, an access token, for this API, in force.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-4">RFC 9068, section 4, Validating JWT Access Tokens</a>
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties({TokenChecks.class, StatusListSettings.class, ProofSettings.class})
class AccessTokens {

    private static final JWSVerifierFactory VERIFIERS = FastCryptography.verifiers();

    @Bean
    TrustedIssuer trustedIssuer(OAuth2ResourceServerProperties properties) {
        return TrustedIssuer.of(properties.getJwt());
    }

    @Bean
    PublishedKeys publishedKeys(TrustedIssuer issuer, TokenChecks checks) throws MalformedURLException {
        return new PublishedKeys(URI.create(issuer.keys()).toURL(), checks);
    }

    @Bean
    StatusLists statusLists(
            TrustedIssuer issuer, PublishedKeys keys, TokenChecks checks, StatusListSettings settings, Clock clock) {
        var decoder = decoder(issuer, keys);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTypeValidator("statuslist+jwt"), new JwtTimestampValidator(checks.clockSkew())));
        return new StatusLists(issuer.issuer(), settings, decoder, clock);
    }

    @Bean
    JwtDecoder accessTokenDecoder(
            TrustedIssuer issuer,
            PublishedKeys keys,
            TokenChecks checks,
            StatusLists lists,
            StatusListSettings settings) {
        var decoder = decoder(issuer, keys);
        var shapes = new ClaimShapes();
        var claims = claims(issuer, checks);
        var status = new TokenStatusCheck(lists, settings.unavailable());
        // The status is looked up for tokens that are good otherwise, and only for those.
        OAuth2TokenValidator<Jwt> rules = token -> {
            var result = claims.validate(token);
            return result.hasErrors() ? result : status.validate(token);
        };
        decoder.setJwtValidator(token -> {
            var result = shapes.validate(token);
            return result.hasErrors() ? result : rules.validate(token);
        });
        return new RememberedTokens(new CanonicalJwtDecoder(decoder), keys, rules, checks.rememberedTokens());
    }

    private static NimbusJwtDecoder decoder(TrustedIssuer issuer, PublishedKeys keys) {
        return NimbusJwtDecoder.withJwkSource(keys)
                .jwtProcessorCustomizer(processor -> processor.setJWSVerifierFactory(VERIFIERS))
                .jwsAlgorithms(algorithms -> algorithms.addAll(issuer.algorithms()))
                .build();
    }

    private static OAuth2TokenValidator<Jwt> claims(TrustedIssuer issuer, TokenChecks checks) {
        var times = new JwtTimestampValidator(checks.clockSkew());
        times.setAllowEmptyExpiryClaim(false);
        return JwtValidators.createAtJwtValidator()
                .issuer(issuer.issuer())
                .audience(issuer.audience())
                .validators(validators -> validators.put(JwtClaimNames.EXP, times))
                .validators(validators -> validators.put(JwtClaimNames.IAT, times))
                .build();
    }
}
