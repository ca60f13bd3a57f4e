package dev.gatehouse.auth.grant.assertion;

import dev.gatehouse.auth.grant.Refusals;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Serial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationGrantAuthenticationToken;

/** A token request with an assertion. */
public final class PresentedAssertion extends OAuth2AuthorizationGrantAuthenticationToken {

    /** The grant type of RFC 7523. */
    public static final AuthorizationGrantType GRANT_TYPE =
            new AuthorizationGrantType("urn:ietf:params:oauth:grant-type:jwt-bearer");

    @Serial
    private static final long serialVersionUID = 1L;

    private final String assertion;
    private final transient Set<String> scopes;

    private PresentedAssertion(
            Authentication client, String assertion, Set<String> scopes, Map<String, Object> parameters) {
        super(GRANT_TYPE, client, parameters);
        this.assertion = assertion;
        this.scopes = scopes;
    }

    /** Reads such a request; null for any other. */
    public static @Nullable Authentication read(HttpServletRequest request) {
        if (!GRANT_TYPE.getValue().equals(request.getParameter("grant_type"))) {
            return null;
        }
        var parameters = new HashMap<String, Object>();
        request.getParameterMap().forEach((name, values) -> {
            if (values.length > 1 && !name.equals("resource")) {
                throw invalid("A parameter comes more than once.");
            }
            parameters.put(name, values.length == 1 ? values[0] : values);
        });
        if (request.getHeader("DPoP") != null) {
            parameters.put("dpop_proof", request.getHeader("DPoP"));
        }
        var assertion = request.getParameter("assertion");
        if (assertion == null || assertion.isEmpty()) {
            throw invalid("The assertion is missing.");
        }
        var scope = request.getParameter("scope");
        return new PresentedAssertion(
                Objects.requireNonNull(SecurityContextHolder.getContext().getAuthentication()),
                assertion,
                scope == null || scope.isBlank()
                        ? Set.of()
                        : Set.copyOf(List.of(scope.strip().split(" +"))),
                parameters);
    }

    private static OAuth2AuthenticationException invalid(String description) {
        return Refusals.of(OAuth2ErrorCodes.INVALID_REQUEST, description);
    }

    String assertion() {
        return assertion;
    }

    Set<String> scopes() {
        return scopes;
    }
}
