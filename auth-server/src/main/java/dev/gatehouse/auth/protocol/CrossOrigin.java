package dev.gatehouse.auth.protocol;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/**
 * Lets applications that run in a browser ask the machines' endpoints. No cookie is looked at there, so an origin has no
 * power of its own: what counts is the code, the token or the secret that comes with the request. The authorization
 * endpoint, where cookies count, is not among them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-2.6">RFC 9700, section 2.6</a>
 */
@Configuration(proxyBeanMethods = false)
class CrossOrigin {

    private static final List<String> FURTHER = List.of("/userinfo", "/connect/register/**");

    private static final List<String> DOCUMENTS = List.of("/.well-known/**", "/oauth2/jwks", "/statuslists/*");

    @Bean
    FilterRegistrationBean<CorsFilter> crossOriginFilter() {
        var anybody = new CorsConfiguration();
        anybody.addAllowedOrigin("*");
        anybody.setAllowedMethods(List.of("GET", "POST", "PUT", "DELETE"));
        anybody.setAllowedHeaders(List.of("Authorization", "Content-Type", "Accept", "DPoP", "MCP-Protocol-Version"));
        anybody.setExposedHeaders(List.of("WWW-Authenticate", "DPoP-Nonce", "Retry-After"));
        anybody.setMaxAge(3600L);
        var source = new UrlBasedCorsConfigurationSource();
        Stream.concat(Stream.of(MachineEndpoints.paths()), FURTHER.stream())
                .forEach(each -> source.registerCorsConfiguration(each, anybody));
        // The answers say for themselves who may read them: everybody. Who sends a header of its own asks first.
        var documents = new UrlBasedCorsConfigurationSource();
        DOCUMENTS.forEach(each -> documents.registerCorsConfiguration(each, anybody));
        var registration = new FilterRegistrationBean<>(new CorsFilter(request -> {
            var found = source.getCorsConfiguration(request);
            return found == null && CorsUtils.isPreFlightRequest(request)
                    ? documents.getCorsConfiguration(request)
                    : found;
        }));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
        return registration;
    }
}
