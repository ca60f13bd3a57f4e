package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.Refusals;
import java.util.List;
import java.util.Objects;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2TokenIntrospectionEndpointConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Tells a client only about tokens that are its own or for it; all others are not active, as far as it is concerned.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7662#section-4">RFC 7662, section 4</a>
 */
@Component
public class Introspection implements Customizer<OAuth2TokenIntrospectionEndpointConfigurer> {

    private final IntrospectionResponse response;

    Introspection(IntrospectionResponse response) {
        this.response = response;
    }

    @Override
    public void customize(OAuth2TokenIntrospectionEndpointConfigurer endpoint) {
        endpoint.authenticationProviders(providers -> providers.replaceAll(Restricted::new))
                .introspectionResponseHandler(response)
                .errorResponseHandler(new Refusals());
    }

    private record Restricted(AuthenticationProvider delegate) implements AuthenticationProvider {

        @Override
        public Authentication authenticate(Authentication authentication) {
            if (authentication.getPrincipal() instanceof OAuth2ClientAuthenticationToken asking
                    && ClientAuthenticationMethod.NONE.equals(asking.getClientAuthenticationMethod())) {
                throw Refusals.of(
                        OAuth2ErrorCodes.INVALID_CLIENT, "A client that proves nothing is told nothing about tokens.");
            }
            var answer = delegate.authenticate(authentication);
            return answer instanceof OAuth2TokenIntrospectionAuthenticationToken told && !concerns(told)
                    ? new OAuth2TokenIntrospectionAuthenticationToken(
                            told.getToken(),
                            (Authentication) told.getPrincipal(),
                            OAuth2TokenIntrospection.builder().build())
                    : Objects.requireNonNull(answer);
        }

        private static boolean concerns(OAuth2TokenIntrospectionAuthenticationToken told) {
            var claims = told.getTokenClaims();
            if (!claims.isActive() || !(told.getPrincipal() instanceof OAuth2ClientAuthenticationToken asking)) {
                return true;
            }
            var client = Objects.requireNonNull(asking.getRegisteredClient());
            var audience = claims.getAudience() == null ? List.<String>of() : claims.getAudience();
            return client.getClientId().equals(claims.getClientId())
                    || audience.contains(client.getClientId())
                    || audience.stream().anyMatch(ClientPolicy.servedAudiences(client)::contains);
        }

        @Override
        public boolean supports(Class<?> authentication) {
            return delegate.supports(authentication);
        }
    }
}
