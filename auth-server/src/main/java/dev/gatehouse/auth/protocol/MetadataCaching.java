package dev.gatehouse.auth.protocol;

import dev.gatehouse.auth.key.KeySettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/**
 * Lets everybody keep the metadata for as long as the keys, ask whether they have changed, and read them from a page of
 * another origin.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8414#section-3.2">RFC 8414, section 3.2</a>
 */
@Configuration(proxyBeanMethods = false)
class MetadataCaching {

    @Bean
    FilterRegistrationBean<ShallowEtagHeaderFilter> metadataCachingFilter(KeySettings settings) {
        var caching = CacheControl.maxAge(settings.jwksMaxAge()).cachePublic().getHeaderValue();
        var registration = new FilterRegistrationBean<ShallowEtagHeaderFilter>(new ShallowEtagHeaderFilter() {
            @Override
            protected boolean shouldNotFilter(HttpServletRequest request) {
                return !Set.of("GET", "HEAD").contains(request.getMethod());
            }

            @Override
            protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                response.setHeader(HttpHeaders.CACHE_CONTROL, caching);
                response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
                super.doFilterInternal(request, response, chain);
            }
        });
        registration.addUrlPatterns("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server");
        registration.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER - 1);
        return registration;
    }
}
