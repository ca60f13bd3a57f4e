package dev.gatehouse.web.signin;

import dev.gatehouse.platform.page.CsrfCookie;
import dev.gatehouse.platform.page.PageHeaders;
import dev.gatehouse.platform.session.PendingPage;
import dev.gatehouse.platform.session.SignedInSession;
import dev.gatehouse.web.token.IssuerRegistration;
import dev.gatehouse.web.token.SessionTokens;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;

/** The pages of this client: all but the start need somebody who is signed in. */
@Configuration(proxyBeanMethods = false)
class BrowserSecurity {

    static final String SIGN_IN = OAuth2AuthorizationRequestRedirectFilter.DEFAULT_AUTHORIZATION_REQUEST_BASE_URI + "/"
            + IssuerRegistration.ID;

    private final String issuer;

    BrowserSecurity(@Value("${spring.security.oauth2.client.provider.gatehouse.issuer-uri}") String issuer) {
        this.issuer = issuer;
    }

    @Bean
    SecurityFilterChain browserChain(
            HttpSecurity http,
            IssuerRegistration registration,
            AuthorizationRequests requests,
            PendingSignIns pending,
            OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> codeClient,
            OidcUserService userService,
            SessionTokens tokens,
            SignedInSession signedIn,
            SignOut signOut) {
        return http.authorizeHttpRequests(
                        paths -> paths.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD)
                                .permitAll()
                                .requestMatchers(
                                        "/",
                                        "/signed-out",
                                        "/unavailable",
                                        IssuerRegistration.BACK_CHANNEL_LOGOUT,
                                        "/gatehouse.css",
                                        "/once.js",
                                        "/gatehouse.svg",
                                        "/countdown.js",
                                        "/favicon.ico",
                                        "/actuator/health/**")
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .headers(PageHeaders.withFormsTo(origin()))
                .csrf(csrf -> csrf.csrfTokenRepository(CsrfCookie.of("web-client"))
                        .ignoringRequestMatchers(IssuerRegistration.BACK_CHANNEL_LOGOUT))
                .requestCache(cache -> cache.requestCache(new PendingPage()))
                .sessionManagement(session -> session.addSessionAuthenticationStrategy(signedIn))
                .oauth2Login(login -> login.loginPage(SIGN_IN)
                        .authorizationEndpoint(endpoint ->
                                endpoint.authorizationRequestResolver(requests).authorizationRequestRepository(pending))
                        .tokenEndpoint(endpoint -> endpoint.accessTokenResponseClient(codeClient))
                        .userInfoEndpoint(endpoint -> endpoint.oidcUserService(userService))
                        .authorizedClientRepository(tokens)
                        .successHandler(new SignedIn(tokens))
                        .failureHandler(new SignInFailed(tokens)))
                .addFilterBefore(new IssuerReachable(registration), OAuth2AuthorizationRequestRedirectFilter.class)
                .addFilterBefore(new IssuerParameterCheck(issuer), OAuth2LoginAuthenticationFilter.class)
                .exceptionHandling(errors ->
                        errors.authenticationEntryPoint(new SignInFirst()).accessDeniedHandler(new OutdatedForm()))
                .logout(logout -> logout.addLogoutHandler(signOut).logoutSuccessHandler(signOut))
                .build();
    }

    private String origin() {
        var uri = URI.create(issuer);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
