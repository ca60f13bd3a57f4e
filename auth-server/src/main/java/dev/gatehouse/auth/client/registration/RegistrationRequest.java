package dev.gatehouse.auth.client.registration;

import dev.gatehouse.auth.client.ClientMetadata;
import dev.gatehouse.auth.client.RedirectUri;
import dev.gatehouse.auth.client.authentication.ClientAuthentication;
import dev.gatehouse.auth.client.authentication.ClientCertificates;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.key.SigningKeys;
import dev.gatehouse.auth.outgoing.OutgoingRequests;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * What a client says of itself, checked: every address, every algorithm, every grant.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7591#section-2">RFC 7591, section 2</a>
 * @see <a href="https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata">OpenID Connect Dynamic
 *     Client Registration, section 2</a>
 */
@Component
class RegistrationRequest {

    private static final List<String> NOT_OFFERED = List.of(
            "id_token_encrypted_response_alg",
            "id_token_encrypted_response_enc",
            "userinfo_encrypted_response_alg",
            "userinfo_encrypted_response_enc",
            "request_object_encryption_alg",
            "request_object_encryption_enc",
            "authorization_encrypted_response_alg",
            "authorization_encrypted_response_enc",
            "introspection_encrypted_response_alg",
            "introspection_encrypted_response_enc");

    private static final Set<String> OF_REDIRECTS = Set.of("authorization_code", "refresh_token");

    private final RegistrationSettings settings;
    private final OutgoingRequests outgoing;
    private final Sectors sectors;
    private final SigningKeys keys;
    private final ClientCertificates certificates;

    RegistrationRequest(
            RegistrationSettings settings,
            OutgoingRequests outgoing,
            Sectors sectors,
            SigningKeys keys,
            ClientCertificates certificates) {
        this.settings = settings;
        this.outgoing = outgoing;
        this.sectors = sectors;
        this.keys = keys;
        this.certificates = certificates;
    }

    /**
     * A registration that can be taken.
     *
     * @param name what people see; absent if the client did not say
     */
    record Accepted(@Nullable String name, ClientMetadata metadata) {}

    /**
     * Checks a request.
     *
     * @param mayHaveSecret whether we can give the client a secret
     * @throws RefusedRegistration if any member is not as it should be
     */
    Accepted check(JsonNode json, boolean mayHaveSecret) {
        if (!json.isObject()) {
            throw RefusedRegistration.metadata("The request is no JSON object.");
        }
        if (json.hasNonNull("software_statement")) {
            throw new RefusedRegistration(
                    "unapproved_software_statement",
                    "Software statements are not accepted; nobody is trusted to make one.");
        }
        var reader = new MetadataReader(json);
        reader.oneOf("application_type", List.of("web", "native"));
        // Each logout token names its session here, whether that was asked for or not.
        reader.truth("backchannel_logout_session_required");
        NOT_OFFERED.stream().filter(json::hasNonNull).findFirst().ifPresent(name -> {
            throw RefusedRegistration.metadata(name + " is not supported: nothing is encrypted here.");
        });
        return new Accepted(reader.textOrNull("client_name"), metadata(reader, mayHaveSecret));
    }

    private ClientMetadata metadata(MetadataReader reader, boolean mayHaveSecret) {
        var method = method(reader, mayHaveSecret);
        var grantTypes = grantTypes(reader);
        if (method.equals("none") && grantTypes.contains("client_credentials")) {
            throw RefusedRegistration.metadata(
                    "The grant type client_credentials is for clients that can prove who they are.");
        }
        var redirectUris = redirectUris(reader, grantTypes);
        return new ClientMetadata(
                Set.of(method),
                grantTypes,
                redirectUris,
                addresses(reader, "post_logout_redirect_uris"),
                scopes(reader),
                true,
                false,
                or(reader.oneOf("id_token_signed_response_alg", ours()), "RS256"),
                null,
                null,
                null,
                null,
                settings.resources(),
                null,
                KeyMembers.read(reader, method, outgoing),
                rules(reader, method),
                openId(reader, grantTypes, redirectUris),
                PresentationMembers.read(reader),
                null);
    }

    private static String or(@Nullable String value, String usual) {
        return value == null ? usual : value;
    }

    private List<String> ours() {
        return keys.algorithms().stream().map(SigningAlgorithm::getName).toList();
    }

    private String method(MetadataReader reader, boolean mayHaveSecret) {
        var known = ClientAuthentication.methods().stream()
                .filter(certificates::allow)
                .map(ClientAuthenticationMethod::getValue)
                .filter(each -> mayHaveSecret || !each.startsWith("client_secret"))
                .toList();
        return or(reader.oneOf("token_endpoint_auth_method", known), mayHaveSecret ? "client_secret_basic" : "none");
    }

    private Set<String> grantTypes(MetadataReader reader) {
        var asked = reader.texts("grant_types");
        var types = asked.isEmpty() ? Set.of("authorization_code") : asked;
        var refused = types.stream()
                .filter(each -> !settings.grantTypes().contains(each))
                .findFirst();
        if (refused.isPresent()) {
            throw RefusedRegistration.metadata("The grant type " + refused.get() + " is not offered to such clients.");
        }
        var responseTypes = reader.texts("response_types");
        if (!responseTypes.isEmpty() && !responseTypes.equals(Set.of("code"))) {
            throw RefusedRegistration.metadata("The only response type is code.");
        }
        return types;
    }

    private static Set<String> redirectUris(MetadataReader reader, Set<String> grantTypes) {
        var uris = reader.texts("redirect_uris");
        if (uris.isEmpty() && grantTypes.contains("authorization_code")) {
            throw RefusedRegistration.redirectUri("The redirect_uris are missing.");
        }
        uris.stream().filter(uri -> !RedirectUri.isRegistrable(uri)).findFirst().ifPresent(uri -> {
            throw RefusedRegistration.redirectUri(
                    "A redirect URI must be absolute, HTTPS or of a loopback address or an app's own scheme, and have"
                            + " neither fragment nor wildcard nor dot segments.");
        });
        return uris;
    }

    private static Set<String> addresses(MetadataReader reader, String name) {
        var uris = reader.texts(name);
        uris.stream().filter(uri -> !RedirectUri.isRegistrable(uri)).findFirst().ifPresent(_ -> {
            throw RefusedRegistration.metadata(name + " contains an address that is not safe.");
        });
        return uris;
    }

    /** A client that asks for more than there is gets what there is (RFC 7591, section 3.2.1). */
    private Set<String> scopes(MetadataReader reader) {
        var asked = reader.text("scope")
                .map(scope -> Set.copyOf(List.of(scope.split(" "))))
                .orElse(settings.scopes());
        var granted = new LinkedHashSet<>(asked);
        granted.retainAll(settings.scopes());
        return granted;
    }

    private ClientMetadata.Rules rules(MetadataReader reader, String method) {
        var certified = reader.truth("tls_client_certificate_bound_access_tokens");
        if (certified && !certificates.canCome()) {
            throw RefusedRegistration.metadata(
                    "Certificates of clients do not come here, so tokens can't be bound to them.");
        }
        return new ClientMetadata.Rules(
                null,
                !settings.requireProofKey() && !method.equals("none"),
                reader.truth("require_pushed_authorization_requests"),
                reader.truth("require_signed_request_object"),
                reader.oneOf("request_object_signing_alg", SigningAlgorithm.names()),
                reader.truth("dpop_bound_access_tokens"),
                certified);
    }

    private ClientMetadata.OpenId openId(MetadataReader reader, Set<String> grantTypes, Set<String> redirectUris) {
        var pairwise = "pairwise".equals(reader.oneOf("subject_type", List.of("public", "pairwise")));
        if (pairwise && !OF_REDIRECTS.containsAll(grantTypes)) {
            throw RefusedRegistration.metadata(
                    "Pairwise subjects are for clients that get tokens at their redirect URIs"
                            + " only: nothing else shows of which sector a client is.");
        }
        var sectorUri = reader.address("sector_identifier_uri", outgoing);
        return new ClientMetadata.OpenId(
                pairwise || sectorUri != null ? sectors.of(sectorUri, redirectUris, pairwise) : null,
                reader.oneOf("userinfo_signed_response_alg", ours()),
                reader.oneOf("authorization_signed_response_alg", ours()),
                reader.oneOf("introspection_signed_response_alg", ours()),
                null,
                reader.seconds("default_max_age"),
                reader.truth("require_auth_time"),
                List.copyOf(reader.texts("default_acr_values")),
                reader.address("backchannel_logout_uri", outgoing),
                false);
    }
}
