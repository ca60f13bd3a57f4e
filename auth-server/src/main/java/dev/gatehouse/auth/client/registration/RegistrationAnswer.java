package dev.gatehouse.auth.client.registration;

import dev.gatehouse.auth.client.Client;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is registered, under its standard names.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1">RFC 7591, section 3.2.1</a>
 */
final class RegistrationAnswer {

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Object> members = new LinkedHashMap<>();

    private RegistrationAnswer() {}

    /**
     * Writes an answer.
     *
     * @param secret given once, when it is made
     * @param token with which the client manages its registration; given once
     */
    static Map<String, Object> of(Client client, String address, @Nullable String secret, @Nullable String token) {
        var answer = new RegistrationAnswer();
        answer.put("client_id", client.clientId());
        answer.put("client_id_issued_at", client.createdAt().getEpochSecond());
        answer.put("client_secret", secret);
        answer.put("client_secret_expires_at", secret == null ? null : 0);
        answer.put("registration_access_token", token);
        answer.put("registration_client_uri", address);
        answer.put("client_name", client.name());
        answer.addMetadata(client);
        return answer.members;
    }

    private void addMetadata(Client client) {
        var metadata = client.metadata();
        put("redirect_uris", metadata.redirectUris());
        put("grant_types", metadata.grantTypes());
        put("response_types", metadata.grantTypes().contains("authorization_code") ? List.of("code") : List.of());
        put(
                "token_endpoint_auth_method",
                metadata.authenticationMethods().iterator().next());
        put("scope", String.join(" ", metadata.scopes()));
        put("id_token_signed_response_alg", metadata.idTokenAlgorithm());
        if (!metadata.postLogoutRedirectUris().isEmpty()) {
            put("post_logout_redirect_uris", metadata.postLogoutRedirectUris());
        }
        var keys = metadata.keysOrNone();
        put("jwks", keys.set() == null ? null : JSON.readTree(keys.set()));
        put("jwks_uri", keys.uri());
        put("token_endpoint_auth_signing_alg", keys.authenticationAlgorithm());
        put("tls_client_auth_subject_dn", keys.certificateSubject());
        addRules(client);
        addOpenId(client);
        addPresentation(client);
    }

    private void addRules(Client client) {
        var rules = client.metadata().rulesOrUsual();
        put("require_pushed_authorization_requests", rules.pushedRequestsRequired() ? true : null);
        put("require_signed_request_object", rules.signedRequestsRequired() ? true : null);
        put("request_object_signing_alg", rules.requestAlgorithm());
        put("dpop_bound_access_tokens", rules.dpopRequired() ? true : null);
        put("tls_client_certificate_bound_access_tokens", rules.certificateRequired() ? true : null);
    }

    private void addOpenId(Client client) {
        var openId = client.metadata().openIdOrUsual();
        put("subject_type", openId.sector() == null ? "public" : "pairwise");
        put("userinfo_signed_response_alg", openId.userInfoAlgorithm());
        put("authorization_signed_response_alg", openId.responseAlgorithm());
        put("introspection_signed_response_alg", openId.introspectionAlgorithm());
        put("default_max_age", openId.defaultMaxAge());
        put("require_auth_time", openId.authTimeRequired() ? true : null);
        put(
                "default_acr_values",
                openId.defaultAcrValues() == null || openId.defaultAcrValues().isEmpty()
                        ? null
                        : openId.defaultAcrValues());
        put("backchannel_logout_uri", openId.backChannelLogoutUri());
        put("backchannel_logout_session_required", openId.backChannelLogoutUri() == null ? null : true);
    }

    private void addPresentation(Client client) {
        var presentation = client.metadata().presentation();
        if (presentation != null) {
            put("client_uri", presentation.clientUri());
            put("logo_uri", presentation.logoUri());
            put("policy_uri", presentation.policyUri());
            put("tos_uri", presentation.tosUri());
            if (presentation.further() != null) {
                presentation.further().forEach(this::put);
            }
        }
    }

    private void put(String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
