package dev.gatehouse.web.token;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.web.client.RestClient;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** How this client speaks with its issuer: with time-outs, and without needing it at start. */
@Configuration(proxyBeanMethods = false)
class IssuerConnection {

    private final IssuerRequests requests;
    private final IssuerKeys keys;

    IssuerConnection(IssuerRequests requests, IssuerKeys keys) {
        this.requests = requests;
        this.keys = keys;
    }

    /** Reads the facts about a person that the ID token leaves out. */
    @Bean
    OidcUserService userService() {
        var http = requests.restTemplate();
        http.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        var facts = new DefaultOAuth2UserService();
        facts.setRestOperations(http);
        var service = new OidcUserService();
        service.setOauth2UserService(facts);
        return service;
    }

    @Bean
    OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> codeClient() {
        var client = new RestClientAuthorizationCodeTokenResponseClient();
        client.setRestClient(tokenEndpointClient(requests.factory()));
        return request -> {
            var response = client.getTokenResponse(request);
            if (RequestContextHolder.currentRequestAttributes() instanceof ServletRequestAttributes servlet) {
                SessionTokens.remember(servlet.getRequest(), response);
            }
            return response;
        };
    }

    @Bean
    OAuth2AccessTokenResponseClient<OAuth2RefreshTokenGrantRequest> refreshClient() {
        var client = new RestClientRefreshTokenTokenResponseClient();
        client.setRestClient(tokenEndpointClient(requests.patient()));
        return client;
    }

    @Bean
    JwtDecoderFactory<ClientRegistration> idTokenDecoders() {
        Map<String, JwtDecoder> decoders = new ConcurrentHashMap<>();
        Function<ClientRegistration, JwtDecoder> maker = this::idTokenDecoder;
        return registration ->
                decoders.computeIfAbsent(registration.getRegistrationId(), _ -> maker.apply(registration));
    }

    /** OpenID Connect Core, section 3.1.3.7. */
    private JwtDecoder idTokenDecoder(ClientRegistration registration) {
        var decoder = keys.decoder(registration).build();
        decoder.setClaimSetConverter(
                new ClaimTypeConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(), new OidcIdTokenValidator(registration)));
        return decoder;
    }

    private static RestClient tokenEndpointClient(ClientHttpRequestFactory factory) {
        return RestClient.builder()
                .requestFactory(factory)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build();
    }
}
