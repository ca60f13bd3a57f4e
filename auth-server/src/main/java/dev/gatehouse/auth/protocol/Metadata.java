package dev.gatehouse.auth.protocol;

import dev.gatehouse.auth.account.StandardClaims;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.client.DeclaredScopes;
import dev.gatehouse.auth.client.authentication.ClientAuthentication;
import dev.gatehouse.auth.client.authentication.ClientCertificates;
import dev.gatehouse.auth.client.registration.DocumentSettings;
import dev.gatehouse.auth.client.registration.RegistrationSettings;
import dev.gatehouse.auth.grant.assertion.PresentedAssertion;
import dev.gatehouse.auth.grant.assertion.TrustedIssuers;
import dev.gatehouse.auth.grant.request.RequestSettings;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.key.SigningKeys;
import dev.gatehouse.auth.token.Issuer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    private static final List<String> SIGNED_WITH_KEY_OR_SECRET =
            Stream.concat(SigningAlgorithm.names().stream(), Stream.of("HS256")).toList();

    private final SigningKeys keys;
    private final RequestSettings requests;
    private final RegistrationSettings registration;
    private final DocumentSettings documents;
    private final DeclaredScopes declared;
    private final Issuer issuer;
    private final ClientCertificates certificates;
    private final TrustedIssuers trustedIssuers;

    Metadata(
            SigningKeys keys,
            RequestSettings requests,
            RegistrationSettings registration,
            DocumentSettings documents,
            DeclaredScopes declared,
            Issuer issuer,
            ClientCertificates certificates,
            TrustedIssuers trustedIssuers) {
        this.certificates = certificates;
        this.trustedIssuers = trustedIssuers;
        this.declared = declared;
        this.documents = documents;
        this.registration = registration;
        this.issuer = issuer;
        this.keys = keys;
        this.requests = requests;
    }

    void oauth(OAuth2AuthorizationServerMetadataEndpointConfigurer endpoint) {
        endpoint.authorizationServerMetadataCustomizer(metadata -> metadata.claims(this::common));
    }

    void openId(OidcProviderConfigurationEndpointConfigurer endpoint) {
        endpoint.providerConfigurationCustomizer(
                configuration -> configuration.claims(this::common).claims(this::openId));
    }

    private void openId(Map<String, Object> claims) {
        claims.put("id_token_signing_alg_values_supported", algorithms());
        var told = new ArrayList<>(List.of("sub iss aud exp iat auth_time acr amr sid nonce azp at_hash".split(" ")));
        told.addAll(StandardClaims.names());
        claims.put("claims_supported", told);
        claims.put("claim_types_supported", List.of("normal"));
        claims.put("subject_types_supported", List.of("public", "pairwise"));
        claims.put("userinfo_signing_alg_values_supported", algorithms());
        claims.put("acr_values_supported", List.of("urn:gatehouse:acr:1"));
        claims.put("prompt_values_supported", List.of("none", "login", "consent", "select_account"));
        claims.put("ui_locales_supported", List.of("en", "de", "zh"));
        claims.put("claims_parameter_supported", true);
        claims.put("backchannel_logout_supported", true);
        claims.put("backchannel_logout_session_supported", true);
    }

    private List<String> algorithms() {
        return keys.algorithms().stream().map(SigningAlgorithm::getName).toList();
    }

    private List<String> grantTypes() {
        return ClientPolicy.GRANT_TYPES.stream()
                .filter(type -> trustedIssuers.exist() || !type.equals(PresentedAssertion.GRANT_TYPE.getValue()))
                .toList();
    }

    private void common(Map<String, Object> claims) {
        var methods = ClientAuthentication.methods().stream()
                .filter(certificates::allow)
                .map(ClientAuthenticationMethod::getValue)
                .toList();
        var secretMethods =
                methods.stream().filter(each -> !each.equals("none")).toList();
        var scopes = new LinkedHashSet<>(
                List.of("openid", "profile", "email", "address", "phone", ClientPolicy.OFFLINE_ACCESS));
        scopes.addAll(registration.scopes());
        scopes.addAll(declared.scopes());
        claims.put("scopes_supported", List.copyOf(scopes));
        claims.put("grant_types_supported", grantTypes());
        claims.put("device_authorization_endpoint", issuer.issuer() + "/oauth2/device_authorization");
        claims.put("token_endpoint_auth_methods_supported", methods);
        claims.put("revocation_endpoint_auth_methods_supported", methods);
        claims.put("introspection_endpoint_auth_methods_supported", secretMethods);
        claims.put("introspection_signing_alg_values_supported", algorithms());
        claims.put("code_challenge_methods_supported", List.of("S256"));
        claims.put("response_modes_supported", List.of("query", "form_post", "jwt", "query.jwt", "form_post.jwt"));
        claims.put("authorization_signing_alg_values_supported", algorithms());
        for (var endpoint : List.of("token", "revocation", "introspection")) {
            claims.put(endpoint + "_endpoint_auth_signing_alg_values_supported", SIGNED_WITH_KEY_OR_SECRET);
        }
        claims.put("request_parameter_supported", true);
        claims.put("request_uri_parameter_supported", false);
        claims.put("request_object_signing_alg_values_supported", SigningAlgorithm.names());
        if (registration.mode() != RegistrationSettings.Mode.OFF) {
            claims.put("registration_endpoint", issuer.issuer() + "/connect/register");
        }
        claims.put("client_id_metadata_document_supported", documents.enabled());
        claims.put("require_pushed_authorization_requests", requests.required());
        claims.put("authorization_response_iss_parameter_supported", true);
        claims.put("dpop_signing_alg_values_supported", SigningAlgorithm.names());
        claims.put("tls_client_certificate_bound_access_tokens", certificates.canCome());
    }
}
