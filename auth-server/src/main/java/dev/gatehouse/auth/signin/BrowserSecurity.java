package dev.gatehouse.auth.signin;

import dev.gatehouse.auth.account.Accounts;
import dev.gatehouse.auth.client.ClientPresentation;
import dev.gatehouse.auth.protocol.MachineEndpoints;
import dev.gatehouse.auth.session.SessionEnd;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.platform.page.CsrfCookie;
import dev.gatehouse.platform.page.PageHeaders;
import dev.gatehouse.platform.page.PublicAddress;
import dev.gatehouse.platform.session.PendingPage;
import dev.gatehouse.platform.session.SignedInSession;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;

/** The pages: people with browsers. */
@Configuration(proxyBeanMethods = false)
class BrowserSecurity {

    /** What comes here has the wrong method, and is told so. */
    private static final String[] OF_MACHINES = MachineEndpoints.paths();

    @Bean
    static PublicAddress publicAddress(Issuer issuer) {
        return new PublicAddress(URI.create(issuer.issuer()));
    }

    @Bean
    @Order(2)
    SecurityFilterChain browserChain(
            HttpSecurity http,
            Accounts accounts,
            PasswordEncoder passwords,
            WrongPasswords wrong,
            KnownBrowser browser,
            SignInOutcome outcome,
            SignedInSession signedIn,
            SessionEnd sessionEnd,
            PublicAddress address) {
        return http.authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD)
                                .permitAll()
                                .requestMatchers(OF_MACHINES)
                                .permitAll()
                                .requestMatchers(
                                        "/login",
                                        "/login/refused",
                                        "/sign-out",
                                        "/gatehouse.css",
                                        "/once.js",
                                        "/gatehouse.svg",
                                        "/favicon.ico",
                                        "/.well-known/**",
                                        ClientPresentation.LOGOS + "*",
                                        "/actuator/**")
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .headers(PageHeaders.withFormsToAnywhere())
                .csrf(csrf -> csrf.csrfTokenRepository(CsrfCookie.of("auth-server", address))
                        .ignoringRequestMatchers(OF_MACHINES)
                        .ignoringRequestMatchers("/.well-known/**"))
                .requestCache(cache -> cache.requestCache(new PendingPage()))
                .sessionManagement(session -> session.addSessionAuthenticationStrategy(signedIn))
                .authenticationManager(new ProviderManager(new ThrottledSignIn(accounts, passwords, wrong)))
                .formLogin(form -> form.loginPage("/login")
                        .authenticationDetailsSource(request -> SignInDetails.of(request, browser))
                        .successHandler(outcome::succeed)
                        .failureHandler(outcome::fail))
                .exceptionHandling(errors ->
                        errors.accessDeniedHandler((request, response, _) -> denied(request, response, outcome)))
                .logout(logout -> logout.addLogoutHandler(sessionEnd).logoutSuccessUrl("/login?signed-out"))
                .build();
    }

    /** Forms are sent by POST and nothing else: another method has no form that could be out of date. */
    private static void denied(HttpServletRequest request, HttpServletResponse response, SignInOutcome outcome)
            throws IOException {
        if (!"POST".equals(request.getMethod())) {
            response.setHeader(HttpHeaders.ALLOW, "GET, HEAD, POST");
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else if (request.getServletPath().equals("/login")) {
            outcome.outdated(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }
}
