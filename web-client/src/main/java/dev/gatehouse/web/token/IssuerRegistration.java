package dev.gatehouse.web.token;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientPropertiesMapper;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * This client's registration at its issuer, from Spring's own settings. With only an {@code issuer-uri}, the issuer's
 * discovery document is read at the first sign-in. With {@code token-uri} and the others beside it, nothing is asked,
 * which is for an issuer that browsers reach under another address than this program does; the name that tokens must
 * carry is still {@code issuer-uri}.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig">OpenID Connect Discovery,
 *     section 4</a>
 */
@Component
public class IssuerRegistration implements ClientRegistrationRepository {

    /** The name of the registration in the settings, and in the addresses of the sign-in. */
    public static final String ID = "gatehouse";

    /** Where the issuer tells of sessions that have ended there; Spring's own path for it. */
    public static final String BACK_CHANNEL_LOGOUT = "/logout/connect/back-channel/" + ID;

    private static final ParameterizedTypeReference<Map<String, Object>> DOCUMENT =
            new ParameterizedTypeReference<>() {};

    private final OAuth2ClientProperties properties;
    private final RestClient issuer;
    private volatile @Nullable ClientRegistration registration;

    IssuerRegistration(OAuth2ClientProperties properties, IssuerRequests requests) {
        requireSecret(properties);
        requireAddress(properties);
        this.properties = properties;
        this.issuer = RestClient.builder().requestFactory(requests.factory()).build();
    }

    /** Without it, visitors would find out one by one, each after having signed in. */
    private static void requireSecret(OAuth2ClientProperties properties) {
        var client = properties.getRegistration().get(ID);
        var method = client == null ? null : client.getClientAuthenticationMethod();
        var secretly = !StringUtils.hasText(method) || method.startsWith("client_secret");
        if (secretly && (client == null || !StringUtils.hasText(client.getClientSecret()))) {
            throw new UnfitSetting(
                    "spring.security.oauth2.client.registration." + ID + ".client-secret is not set.",
                    "Set it to the secret that the authorization server knows of this client, or set"
                            + " client-authentication-method to one that needs none.");
        }
    }

    private static void requireAddress(OAuth2ClientProperties properties) {
        var provider = properties.getProvider().get(ID);
        WebAddress.require(
                "spring.security.oauth2.client.provider." + ID + ".issuer-uri",
                provider == null ? null : provider.getIssuerUri());
    }

    /**
     * Returns the registration.
     *
     * @throws IssuerUnavailable when the discovery document was needed and could not be had
     */
    public ClientRegistration current() {
        var known = registration;
        if (known == null) {
            known = read();
            registration = known;
        }
        return known;
    }

    @Override
    public @Nullable ClientRegistration findByRegistrationId(String registrationId) {
        return ID.equals(registrationId) ? current() : null;
    }

    private ClientRegistration read() {
        var provider = Objects.requireNonNull(properties.getProvider().get(ID), "provider");
        var name = Objects.requireNonNull(provider.getIssuerUri(), "issuer-uri");
        var metadata = provider.getTokenUri() == null
                ? discovered(name)
                : Map.<String, Object>of("end_session_endpoint", name + "/connect/logout");
        var endpoints = provider.getTokenUri() == null ? endpoints(metadata) : provider;
        return ClientRegistration.withClientRegistration(map(endpoints, provider.getUserNameAttribute()))
                .issuerUri(name)
                .providerConfigurationMetadata(metadata)
                .build();
    }

    private Map<String, Object> discovered(String name) {
        try {
            var document = Objects.requireNonNull(issuer.get()
                    .uri(name + "/.well-known/openid-configuration")
                    .retrieve()
                    .body(DOCUMENT));
            if (!name.equals(document.get("issuer"))) {
                throw new IllegalStateException("The discovery document names another issuer");
            }
            return document;
        } catch (RestClientException | NullPointerException | IllegalStateException unusable) {
            throw new IssuerUnavailable(unusable);
        }
    }

    private static OAuth2ClientProperties.Provider endpoints(Map<String, Object> metadata) {
        var endpoints = new OAuth2ClientProperties.Provider();
        endpoints.setAuthorizationUri((String) metadata.get("authorization_endpoint"));
        endpoints.setTokenUri((String) metadata.get("token_endpoint"));
        endpoints.setJwkSetUri((String) metadata.get("jwks_uri"));
        endpoints.setUserInfoUri((String) metadata.get("userinfo_endpoint"));
        return endpoints;
    }

    /** Spring's mapper asks the issuer itself, without our time-outs, wherever it sees an {@code issuer-uri}. */
    private ClientRegistration map(OAuth2ClientProperties.Provider endpoints, @Nullable String userNameAttribute) {
        var provider = new OAuth2ClientProperties.Provider();
        provider.setAuthorizationUri(endpoints.getAuthorizationUri());
        provider.setTokenUri(endpoints.getTokenUri());
        provider.setJwkSetUri(endpoints.getJwkSetUri());
        provider.setUserInfoUri(endpoints.getUserInfoUri());
        provider.setUserNameAttribute(userNameAttribute);
        var copy = new OAuth2ClientProperties();
        copy.getRegistration().putAll(properties.getRegistration());
        copy.getProvider().put(ID, provider);
        return Objects.requireNonNull(
                new OAuth2ClientPropertiesMapper(copy).asClientRegistrations().get(ID));
    }
}
