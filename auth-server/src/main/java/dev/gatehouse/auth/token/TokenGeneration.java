package dev.gatehouse.auth.token;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * Makes access tokens and ID tokens. An {@link OAuth2TokenCustomizer} bean of {@link JwtEncodingContext} may add claims
 * of its own; {@link ClaimsPolicy} has the last word.
 */
@Configuration(proxyBeanMethods = false)
class TokenGeneration {

    @Bean
    OAuth2TokenGenerator<Jwt> tokenGenerator(
            JwtEncoder encoder,
            TokenAudience audience,
            TokenLifetimes lifetimes,
            Clock clock,
            ObjectProvider<OAuth2TokenCustomizer<JwtEncodingContext>> customizers) {
        var ours = new TokenClaims(audience, lifetimes, clock);
        var policy = new ClaimsPolicy();
        var generator = new JwtGenerator(encoder);
        generator.setClock(clock);
        generator.setJwtCustomizer(context -> {
            ours.customize(context);
            customizers.orderedStream().forEach(customizer -> customizer.customize(context));
            policy.customize(context);
        });
        return generator;
    }
}
