package dev.gatehouse.auth.client.registration;

import dev.gatehouse.auth.client.ClientMetadata;
import dev.gatehouse.auth.client.RedirectUri;
import dev.gatehouse.auth.client.authentication.ClientAuthentication;
import dev.gatehouse.auth.client.jwk.ClientKeys;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.key.SigningKeys;
import dev.gatehouse.auth.outgoing.OutgoingRequests;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
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

    /** Members that mean nothing here, and that only come back as they were. */
    private static final List<String> ECHOED =
            List.of("contacts", "software_id", "software_version", "initiate_login_uri", "application_type");

    private static final List<String> NOT_OFFERED = List.of(
            "id_token_encrypted_response_alg",
            "userinfo_encrypted_response_alg",
            "request_object_encryption_alg",
            "authorization_encrypted_response_alg",
            "introspection_encrypted_response_alg");

    private final RegistrationSettings settings;
    private final OutgoingRequests outgoing;
    private final Sectors sectors;
    private final SigningKeys keys;

    RegistrationRequest(RegistrationSettings settings, OutgoingRequests outgoing, Sectors sectors, SigningKeys keys) {
        this.settings = settings;
        this.outgoing = outgoing;
        this.sectors = sectors;
        this.keys = keys;
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
        NOT_OFFERED.stream().filter(json::hasNonNull).findFirst().ifPresent(name -> {
            throw RefusedRegistration.metadata(name + " is not supported: nothing is encrypted here.");
        });
        return new Accepted(reader.textOrNull("client_name"), metadata(reader, mayHaveSecret));
    }

    private ClientMetadata metadata(MetadataReader reader, boolean mayHaveSecret) {
        var method = method(reader, mayHaveSecret);
        var grantTypes = grantTypes(reader);
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
                keys(reader, method),
                rules(reader, method),
                openId(reader, redirectUris),
                presentation(reader),
                null);
    }

    private static String or(@Nullable String value, String usual) {
        return value == null ? usual : value;
    }

    private List<String> ours() {
        return keys.algorithms().stream().map(SigningAlgorithm::getName).toList();
    }

    private static String method(MetadataReader reader, boolean mayHaveSecret) {
        var known = ClientAuthentication.methods().stream()
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

    private ClientMetadata.Keys keys(MetadataReader reader, String method) {
        var set = set(reader);
        var uri = outgoingAddress(reader, "jwks_uri");
        if (set != null && uri != null) {
            throw RefusedRegistration.metadata("Only one of jwks and jwks_uri may be given.");
        }
        if (set == null
                && uri == null
                && Set.of("private_key_jwt", "self_signed_tls_client_auth").contains(method)) {
            throw RefusedRegistration.metadata(method + " needs keys: give jwks or jwks_uri.");
        }
        var subject = reader.textOrNull("tls_client_auth_subject_dn");
        if (subject != null && !isName(subject)) {
            throw RefusedRegistration.metadata("tls_client_auth_subject_dn is no distinguished name.");
        }
        if (method.equals("tls_client_auth") && subject == null) {
            throw RefusedRegistration.metadata("tls_client_auth needs tls_client_auth_subject_dn.");
        }
        return new ClientMetadata.Keys(
                set, uri, reader.oneOf("token_endpoint_auth_signing_alg", signedBy(method)), subject);
    }

    private static boolean isName(String subject) {
        try {
            return !new X500Principal(subject).getName().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static List<String> signedBy(String method) {
        return method.equals("client_secret_jwt") ? List.of("HS256") : SigningAlgorithm.names();
    }

    private static @Nullable String set(MetadataReader reader) {
        var jwks = reader.json().get("jwks");
        if (jwks == null || jwks.isNull()) {
            return null;
        }
        var text = jwks.toString();
        if (!jwks.isObject() || !ClientKeys.isPublicSet(text)) {
            throw RefusedRegistration.metadata("jwks must be a JWK Set of public keys.");
        }
        return text;
    }

    private @Nullable String outgoingAddress(MetadataReader reader, String name) {
        var text = reader.textOrNull(name);
        try {
            if (text != null && !outgoing.mayAsk(new URI(text))) {
                throw RefusedRegistration.metadata(name + " must be an HTTPS address without user info and fragment.");
            }
            return text;
        } catch (URISyntaxException _) {
            throw RefusedRegistration.metadata(name + " is no address.");
        }
    }

    private ClientMetadata.Rules rules(MetadataReader reader, String method) {
        return new ClientMetadata.Rules(
                null,
                !settings.requireProofKey() && !method.equals("none"),
                reader.truth("require_pushed_authorization_requests"),
                reader.truth("require_signed_request_object"),
                reader.oneOf("request_object_signing_alg", SigningAlgorithm.names()),
                reader.truth("dpop_bound_access_tokens"),
                reader.truth("tls_client_certificate_bound_access_tokens"));
    }

    private ClientMetadata.OpenId openId(MetadataReader reader, Set<String> redirectUris) {
        var pairwise = "pairwise".equals(reader.oneOf("subject_type", List.of("public", "pairwise")));
        var sectorUri = outgoingAddress(reader, "sector_identifier_uri");
        return new ClientMetadata.OpenId(
                pairwise || sectorUri != null ? sectors.of(sectorUri, redirectUris, pairwise) : null,
                reader.oneOf("userinfo_signed_response_alg", ours()),
                reader.oneOf("authorization_signed_response_alg", ours()),
                null,
                reader.seconds("default_max_age"),
                reader.truth("require_auth_time"),
                List.copyOf(reader.texts("default_acr_values")),
                outgoingAddress(reader, "backchannel_logout_uri"),
                false);
    }

    private static ClientMetadata.Presentation presentation(MetadataReader reader) {
        var further = new LinkedHashMap<String, Object>();
        for (var name : ECHOED) {
            var value = reader.json().get(name);
            if (value != null && !value.isNull()) {
                further.put(
                        name,
                        value.isArray()
                                ? List.copyOf(reader.texts(name))
                                : reader.text(name).orElse(""));
            }
        }
        page(reader, "initiate_login_uri");
        reader.text("sector_identifier_uri").ifPresent(uri -> further.put("sector_identifier_uri", uri));
        return new ClientMetadata.Presentation(
                page(reader, "client_uri"),
                page(reader, "logo_uri"),
                page(reader, "policy_uri"),
                page(reader, "tos_uri"),
                Map.copyOf(further));
    }

    /** An address that is only ever shown to people; it must not be a trap when they open it. */
    private static @Nullable String page(MetadataReader reader, String name) {
        var text = reader.textOrNull(name);
        if (text != null && !isPage(text)) {
            throw RefusedRegistration.metadata(name + " must be an HTTPS address.");
        }
        return text;
    }

    private static boolean isPage(String address) {
        try {
            var uri = new URI(address);
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && ("https".equals(uri.getScheme())
                            || "http".equals(uri.getScheme()) && "localhost".equals(uri.getHost()));
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
