package dev.gatehouse.auth.grant;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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

    private static final String CLAIMS = "claims";

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

    /** Returns the same request without the claims that are not granted: those of scopes of which the test says no. */
    public AuthorizationRequest withClaimsOf(Predicate<String> granted) {
        var claims = parameter(CLAIMS);
        if (claims == null) {
            return this;
        }
        var limited = new HashMap<>(parameters);
        limited.put(CLAIMS, RequestedClaims.limited(claims, granted));
        return new AuthorizationRequest(authorizationUri, clientId, redirectUri, state, scopes, limited);
    }

    /** Returns a parameter that came once; one without a value counts as left out (RFC 6749, section 3.1). */
    public @Nullable String parameter(String name) {
        return parameters.get(name) instanceof String value && !value.isEmpty() ? value : null;
    }
}
