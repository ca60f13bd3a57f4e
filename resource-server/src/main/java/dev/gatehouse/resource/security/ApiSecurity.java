package dev.gatehouse.resource.security;

import jakarta.servlet.DispatcherType;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/** The API: every call brings its token; nothing is remembered between two calls. */
@Configuration(proxyBeanMethods = false)
class ApiSecurity {

    @Bean
    SecurityFilterChain apiChain(
            HttpSecurity http,
            BearerProblems problems,
            ProtectedResource resource,
            TokenChecks checks,
            UsedProofs proofs,
            ProofSettings proofSettings,
            Clock clock) {
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/error")
                        .denyAll()
                        .requestMatchers("/openapi/**", "/openapi.yaml", "/actuator/**")
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, "/notes/**")
                        .hasAuthority("SCOPE_" + Scopes.READ)
                        .requestMatchers(HttpMethod.HEAD, "/notes/**")
                        .hasAuthority("SCOPE_" + Scopes.READ)
                        .requestMatchers("/notes/**")
                        .hasAuthority("SCOPE_" + Scopes.WRITE)
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server -> server.jwt(_ -> {})
                        .authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems)
                        .dPoP(proof -> proof.authenticationConverter(resource::boundToken)
                                .authenticationFailureHandler(problems))
                        .protectedResourceMetadata(resource)
                        .withObjectPostProcessor(answering(problems))
                        .withObjectPostProcessor(proofs.sharing(clock)))
                .addFilterBefore(new ProofNonces(proofSettings, problems, clock), BearerTokenAuthenticationFilter.class)
                .addFilterBefore(
                        new BoundTokenCheck(problems, new PeerCertificate(checks.clientCertificateHeader())),
                        AuthorizationFilter.class)
                .addFilterAfter(new RecentSignInCheck(problems, checks, clock), AuthorizationFilter.class)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    /** Nobody looks at how long each filter takes; the requests themselves are measured. */
    @Bean
    static SecurityObservationSettings securityObservationSettings() {
        return SecurityObservationSettings.noObservations();
    }

    /** Spring throws on when the keys can't be had, which would be a 500; it is a 503. */
    private static ObjectPostProcessor<BearerTokenAuthenticationFilter> answering(BearerProblems problems) {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends BearerTokenAuthenticationFilter> O postProcess(O filter) {
                filter.setAuthenticationFailureHandler(problems);
                return filter;
            }
        };
    }
}
