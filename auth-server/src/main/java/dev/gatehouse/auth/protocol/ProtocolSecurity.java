package dev.gatehouse.auth.protocol;

import dev.gatehouse.auth.account.UserInfo;
import dev.gatehouse.auth.client.ClientAuthentication;
import dev.gatehouse.auth.grant.authorization.AuthorizationEndpoint;
import dev.gatehouse.auth.grant.authorization.Introspection;
import dev.gatehouse.auth.session.ClientLogout;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.platform.session.PendingPage;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** The OAuth 2.1 and OpenID Connect endpoints: machines speaking the protocol, and browsers they send. */
@Configuration(proxyBeanMethods = false)
class ProtocolSecurity {

    @Bean
    @Order(1)
    SecurityFilterChain protocolChain(
            HttpSecurity http,
            ClientAuthentication clientAuthentication,
            AuthorizationEndpoint authorizationEndpoint,
            TokenEndpoint tokenEndpoint,
            Introspection introspection,
            UserInfo userInfo,
            ClientLogout clientLogout,
            Issuer issuer,
            Metadata metadata) {
        var pending = new PendingPage();
        authorizationEndpoint.addFilters(http, pending);
        return http.oauth2AuthorizationServer(server -> {
                    http.securityMatcher(server.getEndpointsMatcher());
                    server.clientAuthentication(clientAuthentication)
                            .authorizationEndpoint(authorizationEndpoint)
                            .tokenEndpoint(tokenEndpoint)
                            .tokenIntrospectionEndpoint(introspection)
                            .authorizationServerMetadataEndpoint(metadata::oauth)
                            .oidc(oidc -> oidc.userInfoEndpoint(userInfo)
                                    .logoutEndpoint(clientLogout)
                                    .providerConfigurationEndpoint(metadata::openId));
                })
                .oauth2ResourceServer(server ->
                        server.jwt(_ -> {}).dPoP(proof -> proof.authenticationConverter(new BoundToken(issuer))))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .addFilterBefore(new RepeatedParameterCheck(), SecurityContextHolderFilter.class)
                .requestCache(cache -> cache.requestCache(pending))
                .exceptionHandling(errors -> errors.defaultAuthenticationEntryPointFor(
                                new LoginUrlAuthenticationEntryPoint("/login"), asksForHtml())
                        .defaultAuthenticationEntryPointFor(
                                new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED), _ -> true))
                .build();
    }

    /** Documents for everybody: nobody is asked who they are, and nothing is remembered of them. */
    @Bean
    @Order(0)
    SecurityFilterChain documentsChain(HttpSecurity http) {
        return http.securityMatcher("/statuslists/*", "/oauth2/jwks")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .headers(headers -> headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .build();
    }

    /** Only who says so wants a page: a machine that accepts anything gets 401, not the sign-in page. */
    private static RequestMatcher asksForHtml() {
        var html = new MediaTypeRequestMatcher(MediaType.TEXT_HTML);
        html.setIgnoredMediaTypes(Set.of(MediaType.ALL));
        return html;
    }
}
