package dev.gatehouse.auth.protocol;

import dev.gatehouse.auth.client.ClientAuthentication;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.key.SigningKeys;
import java.util.List;
import java.util.Map;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerMetadataEndpointConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OidcProviderConfigurationEndpointConfigurer;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.stereotype.Component;

/**
 * What the server says it can do: what it does, no more and no less.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8414#section-2">RFC 8414, section 2</a>
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata">OpenID Connect Discovery,
 *     section 3</a>
 */
@Component
class Metadata {

    /** What Spring's engine could do and this server does not let it do. */
    private static final List<String> NOT_OFFERED =
            List.of("tls_client_certificate_bound_access_tokens", "token_endpoint_auth_signing_alg_values_supported");

    private final SigningKeys keys;

    Metadata(SigningKeys keys) {
        this.keys = keys;
    }

    void oauth(OAuth2AuthorizationServerMetadataEndpointConfigurer endpoint) {
        endpoint.authorizationServerMetadataCustomizer(metadata -> metadata.claims(Metadata::common));
    }

    void openId(OidcProviderConfigurationEndpointConfigurer endpoint) {
        endpoint.providerConfigurationCustomizer(
                configuration -> configuration.claims(Metadata::common).claims(this::openId));
    }

    private void openId(Map<String, Object> claims) {
        claims.put(
                "id_token_signing_alg_values_supported",
                keys.algorithms().stream().map(SigningAlgorithm::getName).toList());
        claims.put(
                "claims_supported",
                List.of(
                        "sub iss aud exp iat auth_time acr amr sid nonce azp name preferred_username updated_at email email_verified"
                                .split(" ")));
        claims.put("acr_values_supported", List.of("urn:gatehouse:acr:1", "urn:gatehouse:acr:2"));
        claims.put("prompt_values_supported", List.of("none", "login", "consent", "select_account"));
        claims.put("request_parameter_supported", false);
        claims.put("request_uri_parameter_supported", false);
        claims.put("claims_parameter_supported", false);
    }

    private static void common(Map<String, Object> claims) {
        var methods = ClientAuthentication.methods().stream()
                .map(ClientAuthenticationMethod::getValue)
                .toList();
        var secretMethods =
                methods.stream().filter(each -> !each.equals("none")).toList();
        claims.put("scopes_supported", List.of("openid", "profile", "email"));
        claims.put("grant_types_supported", List.of("authorization_code", "refresh_token", "client_credentials"));
        claims.put("token_endpoint_auth_methods_supported", methods);
        claims.put("revocation_endpoint_auth_methods_supported", methods);
        claims.put("introspection_endpoint_auth_methods_supported", secretMethods);
        claims.put("introspection_signing_alg_values_supported", List.of("RS256"));
        claims.put("code_challenge_methods_supported", List.of("S256"));
        claims.put("response_modes_supported", List.of("query"));
        claims.put("authorization_response_iss_parameter_supported", true);
        claims.put("dpop_signing_alg_values_supported", List.of("ES256", "ES384", "ES512", "PS256", "RS256"));
        NOT_OFFERED.forEach(claims::remove);
    }
}
