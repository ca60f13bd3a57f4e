package dev.gatehouse.auth.protocol;

import dev.gatehouse.auth.client.authentication.ClientAuthentication;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.authorization.AuthorizationEndpoint;
import dev.gatehouse.auth.grant.authorization.Introspection;
import dev.gatehouse.auth.grant.logout.ClientLogout;
import dev.gatehouse.auth.grant.proof.ProofNonces;
import dev.gatehouse.auth.grant.request.OriginalRequests;
import dev.gatehouse.auth.grant.request.PushedAuthorizations;
import dev.gatehouse.auth.grant.userinfo.BoundTokenAccess;
import dev.gatehouse.auth.grant.userinfo.UserInfo;
import dev.gatehouse.platform.page.PageHeaders;
import dev.gatehouse.platform.session.PendingPage;
import dev.gatehouse.server.method.HeadAsGet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.oidc.web.OidcLogoutEndpointFilter;
import org.springframework.security.oauth2.server.authorization.oidc.web.OidcProviderConfigurationEndpointFilter;
import org.springframework.security.oauth2.server.authorization.oidc.web.OidcUserInfoEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.NimbusJwkSetEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2AuthorizationEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2AuthorizationServerMetadataEndpointFilter;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.oauth2.server.resource.BearerTokenErrorCodes;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.OAuth2ProtectedResourceMetadataFilter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.logout.LogoutFilter;
import org.springframework.security.web.context.request.async.WebAsyncManagerIntegrationFilter;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.savedrequest.RequestCacheAwareFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.session.DisableEncodeUrlFilter;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** The OAuth 2.1 and OpenID Connect endpoints: machines speaking the protocol, and browsers they send. */
@Configuration(proxyBeanMethods = false)
class ProtocolSecurity {

    /** Each asks of every request whether it is one of its own, or looks for a session, which machines do not have. */
    private static final Set<Class<?>> FOR_OTHERS = Set.of(
            DisableEncodeUrlFilter.class,
            WebAsyncManagerIntegrationFilter.class,
            CsrfFilter.class,
            LogoutFilter.class,
            OidcLogoutEndpointFilter.class,
            OAuth2AuthorizationServerMetadataEndpointFilter.class,
            OidcProviderConfigurationEndpointFilter.class,
            OAuth2ProtectedResourceMetadataFilter.class,
            NimbusJwkSetEndpointFilter.class,
            BearerTokenAuthenticationFilter.class,
            RequestCacheAwareFilter.class,
            OAuth2AuthorizationEndpointFilter.class,
            OidcUserInfoEndpointFilter.class);

    /** Spring answers GET and POST alone. */
    @Bean
    static FilterRegistrationBean<HeadAsGet> headOfUserInfo() {
        return HeadAsGet.at("/userinfo");
    }

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
            PushedAuthorizations pushedAuthorizations,
            BoundTokenAccess boundTokenAccess,
            ProofNonces proofNonces,
            Metadata metadata) {
        var pending = new OriginalRequests(new PendingPage());
        authorizationEndpoint.addFilters(http, pending);
        boundTokenAccess.addFilter(http);
        proofNonces.addFilter(http);
        return http.oauth2AuthorizationServer(server -> {
                    http.securityMatcher(new OrRequestMatcher(server.getEndpointsMatcher(), deviceAuthorization()));
                    server.clientAuthentication(clientAuthentication)
                            .authorizationEndpoint(authorizationEndpoint)
                            .pushedAuthorizationRequestEndpoint(pushedAuthorizations)
                            .tokenEndpoint(tokenEndpoint)
                            .tokenIntrospectionEndpoint(introspection)
                            .tokenRevocationEndpoint(endpoint -> endpoint.errorResponseHandler(new Refusals()))
                            .authorizationServerMetadataEndpoint(metadata::oauth)
                            .oidc(oidc -> oidc.userInfoEndpoint(userInfo)
                                    .logoutEndpoint(clientLogout)
                                    .providerConfigurationEndpoint(metadata::openId));
                })
                .oauth2ResourceServer(server -> server.jwt(_ -> {})
                        .bearerTokenResolver(bearerTokens())
                        .authenticationEntryPoint(ProtocolSecurity::challenge))
                .csrf(csrf -> csrf.ignoringRequestMatchers(deviceAuthorization()))
                .headers(headers -> headers.addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(
                        // Asked for each token request too, where parsing the path would cost.
                        request -> request.getServletPath().equals("/oauth2/authorize"),
                        PageHeaders.ofPagesElsewhere())))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .requestCache(cache -> cache.requestCache(pending))
                .exceptionHandling(errors -> errors.defaultAuthenticationEntryPointFor(
                                new LoginUrlAuthenticationEntryPoint("/login"), asksForHtml())
                        .defaultAuthenticationEntryPointFor(ProtocolSecurity::challenge, _ -> true))
                .build();
    }

    /** The endpoints that only machines talk to: the same rules, without the filters that are for pages and browsers. */
    @Bean
    @Order(0)
    SecurityFilterChain machinesChain(@Qualifier("protocolChain") SecurityFilterChain protocolChain) {
        var filters = protocolChain.getFilters().stream()
                .filter(each -> !FOR_OTHERS.contains(each.getClass()))
                .toList();
        return new DefaultSecurityFilterChain(ProtocolSecurity::isForMachines, filters);
    }

    private static boolean isForMachines(HttpServletRequest request) {
        return "POST".equals(request.getMethod())
                && MachineEndpoints.isOne(request.getRequestURI()
                        .substring(request.getContextPath().length()));
    }

    /** Nobody looks at how long each filter takes; the requests themselves are measured. */
    @Bean
    static SecurityObservationSettings securityObservationSettings() {
        return SecurityObservationSettings.noObservations();
    }

    /**
     * Documents for everybody, and the registration of clients, which bring tokens of their own kind: no sessions, and
     * nothing is remembered of anybody.
     */
    @Bean
    @Order(0)
    SecurityFilterChain documentsChain(HttpSecurity http) {
        return http.securityMatcher("/statuslists/*", "/oauth2/jwks", "/connect/register/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .headers(headers -> headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .build();
    }

    /** Spring's own endpoint for it would bring a page where an address alone lets a device in. */
    private static RequestMatcher deviceAuthorization() {
        return PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, "/oauth2/device_authorization");
    }

    /**
     * Says that a token is wanted, or what is wrong with the one that came (RFC 6750, section 3). Spring would name an
     * address made of the {@code Host} header, which is the sender's choice.
     */
    private static void challenge(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure) {
        var error = failure instanceof OAuth2AuthenticationException refused ? refused.getError() : null;
        response.setStatus(
                error instanceof BearerTokenError told
                        ? told.getHttpStatus().value()
                        : HttpStatus.UNAUTHORIZED.value());
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                error == null
                        ? "Bearer realm=\"gatehouse\""
                        : "Bearer error=\"" + error.getErrorCode() + "\", error_description=\""
                                + (error.getErrorCode().equals(BearerTokenErrorCodes.INVALID_REQUEST)
                                        ? "One token is wanted, in one place."
                                        : "The token is not one of ours, has expired or was revoked.")
                                + "\"");
        if (error == null && isUserInfo(request)) {
            // RFC 9449, section 7.1: tokens that are bound to a key are taken there too.
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "DPoP algs=\"" + BoundTokenAccess.ALGORITHMS + "\"");
        }
    }

    private static boolean isUserInfo(HttpServletRequest request) {
        return request.getServletPath().equals("/userinfo");
    }

    /** A form may carry the token too (RFC 6750, section 2.2; OpenID Connect Core, section 5.3.1), an address never. */
    private static BearerTokenResolver bearerTokens() {
        var resolver = new DefaultBearerTokenResolver();
        resolver.setAllowFormEncodedBodyParameter(true);
        return request -> resolver.resolve(new BareContentType(request));
    }

    /** A media type says the same in any case and with any charset; the resolver wants it letter by letter. */
    private static final class BareContentType extends HttpServletRequestWrapper {

        BareContentType(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getContentType() {
            var type = super.getContentType();
            return type == null ? null : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        }
    }

    /** Only who says so wants a page: a machine that accepts anything gets 401, not the sign-in page. */
    private static RequestMatcher asksForHtml() {
        var html = new MediaTypeRequestMatcher(MediaType.TEXT_HTML);
        html.setIgnoredMediaTypes(Set.of(MediaType.ALL));
        return request -> !isUserInfo(request) && html.matches(request);
    }
}
