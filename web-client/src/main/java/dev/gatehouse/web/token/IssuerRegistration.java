package dev.gatehouse.web.token;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientPropertiesMapper;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;

/**
 * This client's registration at its issuer, from Spring's own settings. With only an {@code issuer-uri}, the issuer's
 * discovery document is read at the first sign-in. With {@code token-uri} and the others beside it, nothing is asked,
 * which is for an issuer that browsers reach under another address than this program does; the name that tokens must
 * carry is still {@code issuer-uri}.
 */
class IssuerRegistration implements ClientRegistrationRepository {

    private final OAuth2ClientProperties properties;
    private volatile @Nullable ClientRegistration registration;

    IssuerRegistration(OAuth2ClientProperties properties) {
        this.properties = properties;
    }

    @Override
    public @Nullable ClientRegistration findByRegistrationId(String registrationId) {
        if (!TokenRefresh.REGISTRATION.equals(registrationId)) {
            return null;
        }
        var known = registration;
        if (known == null) {
            known = read();
            registration = known;
        }
        return known;
    }

    private ClientRegistration read() {
        var provider = Objects.requireNonNull(properties.getProvider().get(TokenRefresh.REGISTRATION), "provider");
        var issuer = Objects.requireNonNull(provider.getIssuerUri(), "issuer-uri");
        if (provider.getTokenUri() == null) {
            try {
                return map(properties);
            } catch (IllegalArgumentException unreachable) {
                throw new IssuerUnavailable(unreachable);
            }
        }
        return ClientRegistration.withClientRegistration(map(withoutDiscovery(provider)))
                .issuerUri(issuer)
                .providerConfigurationMetadata(Map.of("end_session_endpoint", issuer + "/connect/logout"))
                .build();
    }

    private OAuth2ClientProperties withoutDiscovery(OAuth2ClientProperties.Provider provider) {
        var endpoints = new OAuth2ClientProperties.Provider();
        endpoints.setAuthorizationUri(provider.getAuthorizationUri());
        endpoints.setTokenUri(provider.getTokenUri());
        endpoints.setJwkSetUri(provider.getJwkSetUri());
        endpoints.setUserInfoUri(provider.getUserInfoUri());
        endpoints.setUserNameAttribute(provider.getUserNameAttribute());
        var copy = new OAuth2ClientProperties();
        copy.getRegistration().putAll(properties.getRegistration());
        copy.getProvider().put(TokenRefresh.REGISTRATION, endpoints);
        return copy;
    }

    private static ClientRegistration map(OAuth2ClientProperties properties) {
        return Objects.requireNonNull(new OAuth2ClientPropertiesMapper(properties)
                .asClientRegistrations()
                .get(TokenRefresh.REGISTRATION));
    }
}
