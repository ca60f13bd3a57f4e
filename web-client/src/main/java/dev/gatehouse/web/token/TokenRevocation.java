package dev.gatehouse.web.token;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.endpoint.AbstractOAuth2AuthorizationGrantRequest;
import org.springframework.security.oauth2.client.endpoint.DefaultOAuth2TokenRequestHeadersConverter;
import org.springframework.security.oauth2.client.endpoint.DefaultOAuth2TokenRequestParametersConverter;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Hands a refresh token back, so that no copy of it works. This client proves who it is as it does in token requests.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7009#section-2.1">RFC 7009, section 2.1</a>
 */
@Component
public class TokenRevocation {

    private static final Logger LOG = LoggerFactory.getLogger(TokenRevocation.class);

    private final DefaultOAuth2TokenRequestHeadersConverter<Client> headers =
            new DefaultOAuth2TokenRequestHeadersConverter<>();
    private final DefaultOAuth2TokenRequestParametersConverter<Client> parameters =
            new DefaultOAuth2TokenRequestParametersConverter<>();
    private final IssuerRegistration registration;
    private final RestClient issuer;

    TokenRevocation(IssuerRegistration registration, IssuerRequests requests) {
        this.registration = registration;
        this.issuer = RestClient.builder().requestFactory(requests.factory()).build();
    }

    /** This client as Spring's converters want to see it, which know no request but for a grant. */
    private static final class Client extends AbstractOAuth2AuthorizationGrantRequest {

        Client(ClientRegistration registration) {
            super(AuthorizationGrantType.REFRESH_TOKEN, registration);
        }
    }

    /**
     * Hands a token back.
     *
     * @return whether the issuer answered
     */
    public boolean handBack(String refreshToken) {
        try {
            var client = new Client(registration.current());
            issuer.post()
                    .uri(endpoint(client.getClientRegistration().getProviderDetails()))
                    .headers(proof -> proof.addAll(headers.convert(client)))
                    .body(form(client, refreshToken))
                    .retrieve()
                    .toBodilessEntity();
        } catch (HttpClientErrorException refused) {
            LOG.warn("The refresh token was not taken back: {}", refused.getMessage());
        } catch (RestClientException | IssuerUnavailable failure) {
            // The visitor is signed out here all the same; the token stays unused until it expires.
            LOG.warn("The refresh token could not be handed back: {}", failure.getMessage());
            return false;
        }
        return true;
    }

    private MultiValueMap<String, String> form(Client client, String refreshToken) {
        var form = parameters.convert(client);
        form.remove(OAuth2ParameterNames.GRANT_TYPE);
        form.add(OAuth2ParameterNames.TOKEN, refreshToken);
        form.add(OAuth2ParameterNames.TOKEN_TYPE_HINT, OAuth2ParameterNames.REFRESH_TOKEN);
        return form;
    }

    /** As discovered; beside the token endpoint where the endpoints are configured one by one. */
    private static String endpoint(ClientRegistration.ProviderDetails issuer) {
        if (issuer.getConfigurationMetadata().get("revocation_endpoint") instanceof String discovered) {
            return discovered;
        }
        var tokenEndpoint = issuer.getTokenUri();
        return tokenEndpoint.substring(0, tokenEndpoint.lastIndexOf('/')) + "/revoke";
    }
}
