package dev.gatehouse.auth.protocol;

import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.TokenResponse;
import dev.gatehouse.auth.grant.assertion.AssertionGrant;
import dev.gatehouse.auth.grant.assertion.PresentedAssertion;
import dev.gatehouse.auth.grant.code.AuthorizationCodeGrant;
import dev.gatehouse.auth.grant.credentials.ClientCredentialsGrant;
import dev.gatehouse.auth.grant.device.DeviceCodeGrant;
import dev.gatehouse.auth.grant.exchange.TokenExchangeGrant;
import dev.gatehouse.auth.grant.refresh.RefreshTokenGrant;
import java.util.List;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2TokenEndpointConfigurer;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2DeviceCodeAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2RefreshTokenAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2TokenExchangeAuthenticationConverter;
import org.springframework.stereotype.Component;

/** The grants that the token endpoint knows; any other grant type is unsupported. */
@Component
class TokenEndpoint implements Customizer<OAuth2TokenEndpointConfigurer> {

    private final AuthorizationCodeGrant authorizationCode;
    private final RefreshTokenGrant refreshToken;
    private final ClientCredentialsGrant clientCredentials;
    private final DeviceCodeGrant deviceCode;
    private final TokenExchangeGrant tokenExchange;
    private final AssertionGrant assertion;
    private final TokenResponse response;

    TokenEndpoint(
            AuthorizationCodeGrant authorizationCode,
            RefreshTokenGrant refreshToken,
            ClientCredentialsGrant clientCredentials,
            DeviceCodeGrant deviceCode,
            TokenExchangeGrant tokenExchange,
            AssertionGrant assertion,
            TokenResponse response) {
        this.authorizationCode = authorizationCode;
        this.refreshToken = refreshToken;
        this.clientCredentials = clientCredentials;
        this.deviceCode = deviceCode;
        this.tokenExchange = tokenExchange;
        this.assertion = assertion;
        this.response = response;
    }

    @Override
    public void customize(OAuth2TokenEndpointConfigurer endpoint) {
        endpoint.errorResponseHandler(new Refusals())
                .accessTokenResponseHandler(response)
                .accessTokenRequestConverters(converters -> {
                    converters.clear();
                    converters.addAll(List.of(
                            new OAuth2AuthorizationCodeAuthenticationConverter(),
                            new OAuth2RefreshTokenAuthenticationConverter(),
                            new OAuth2ClientCredentialsAuthenticationConverter(),
                            new OAuth2DeviceCodeAuthenticationConverter(),
                            new OAuth2TokenExchangeAuthenticationConverter(),
                            PresentedAssertion::read));
                })
                .authenticationProviders(providers -> {
                    providers.clear();
                    providers.addAll(List.of(
                            authorizationCode, refreshToken, clientCredentials, deviceCode, tokenExchange, assertion));
                });
    }
}
