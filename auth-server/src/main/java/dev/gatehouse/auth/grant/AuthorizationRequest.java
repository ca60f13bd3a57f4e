package dev.gatehouse.auth.grant;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/**
 * An authorization request as kept until it has been answered and its code redeemed: plain values, no class names.
 *
 * @param parameters further parameters; each a string or a list of strings
 */
public record AuthorizationRequest(
        String authorizationUri,
        String clientId,
        @Nullable String redirectUri,
        @Nullable String state,
        Set<String> scopes,
        Map<String, Object> parameters) {

    /** Takes down a request of Spring's. */
    public static AuthorizationRequest of(OAuth2AuthorizationRequest request) {
        var parameters = new HashMap<String, Object>();
        request.getAdditionalParameters()
                .forEach((name, value) ->
                        parameters.put(name, value instanceof String[] values ? Arrays.asList(values) : value));
        return new AuthorizationRequest(
                request.getAuthorizationUri(),
                request.getClientId(),
                request.getRedirectUri(),
                request.getState(),
                request.getScopes(),
                parameters);
    }

    /** Shows the request as Spring's. */
    public OAuth2AuthorizationRequest restored() {
        var restored = new HashMap<String, Object>();
        parameters.forEach((name, value) ->
                restored.put(name, value instanceof List<?> values ? values.toArray(String[]::new) : value));
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(authorizationUri)
                .clientId(clientId)
                .redirectUri(redirectUri)
                .state(state)
                .scopes(scopes)
                .additionalParameters(restored)
                .build();
    }

    /** Returns a parameter that came once. */
    public @Nullable String parameter(String name) {
        return parameters.get(name) instanceof String value ? value : null;
    }
}
