package dev.gatehouse.auth.grant.request;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.Refusals;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds the parameters that an authorization request stands for: those in its address, those that were pushed, or those
 * that are signed. What comes after sees one plain request.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9126#section-4">RFC 9126, section 4</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9101#section-5">RFC 9101, section 5</a>
 */
class RequestResolution extends OncePerRequestFilter {

    private final PushedRequests pushed;
    private final RequestObjects objects;
    private final RequestSettings settings;
    private final RegisteredClientRepository clients;
    private final AuthenticationFailureHandler refusal;

    RequestResolution(
            PushedRequests pushed,
            RequestObjects objects,
            RequestSettings settings,
            RegisteredClientRepository clients,
            AuthenticationFailureHandler refusal) {
        this.pushed = pushed;
        this.objects = objects;
        this.settings = settings;
        this.clients = clients;
        this.refusal = refusal;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !"GET".equals(request.getMethod()) || !request.getServletPath().equals("/oauth2/authorize");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpServletRequest resolved;
        try {
            resolved = resolve(request);
        } catch (OAuth2AuthenticationException failure) {
            refusal.onAuthenticationFailure(request, response, failure);
            return;
        }
        chain.doFilter(resolved, response);
    }

    private HttpServletRequest resolve(HttpServletRequest request) {
        var given = RequestParameters.of(request.getParameterMap());
        var clientId = given.single("client_id");
        var client = clientId == null ? null : clients.findByClientId(clientId);
        if (client == null) {
            return request;
        }
        var requestUri = given.single("request_uri");
        var object = given.single("request");
        if (requestUri != null && object != null) {
            throw refused("Only one of request and request_uri may be given (RFC 9101, section 5).");
        }
        if (requestUri != null) {
            return new ResolvedRequest(request, pushed(request, requestUri, client));
        }
        if (ClientPolicy.requiresPushedRequests(client) || settings.required()) {
            throw refused("The authorization request must be pushed first (RFC 9126).");
        }
        if (object != null) {
            return new ResolvedRequest(request, signed(request, object, client));
        }
        if (ClientPolicy.requiresSignedRequests(client)) {
            throw refused("The authorization request must be signed (RFC 9101).");
        }
        return request;
    }

    private RequestParameters pushed(HttpServletRequest request, String requestUri, RegisteredClient client) {
        if (!requestUri.startsWith(PushedRequests.PREFIX)) {
            throw Refusals.of(
                    "request_uri_not_supported", "A request_uri must come from the PAR endpoint of this server.");
        }
        return kept(request, requestUri, client).orElseGet(() -> {
            var taken = pushed.take(requestUri, UUID.fromString(client.getId()))
                    .orElseThrow(() -> Refusals.of(
                            "invalid_request_uri",
                            "The request_uri is unknown, has expired, was used before or is another client's."));
            KeptRequests.keep(request, requestUri, taken);
            return taken;
        });
    }

    private RequestParameters signed(HttpServletRequest request, String object, RegisteredClient client) {
        return kept(request, object, client).orElseGet(() -> {
            var read = objects.read(object, client);
            KeptRequests.keep(request, object, read);
            return read;
        });
    }

    private static Optional<RequestParameters> kept(
            HttpServletRequest request, String reference, RegisteredClient client) {
        return KeptRequests.find(request, reference)
                .filter(found -> client.getClientId().equals(found.single("client_id")));
    }

    private static OAuth2AuthenticationException refused(String description) {
        return Refusals.of(OAuth2ErrorCodes.INVALID_REQUEST, description);
    }
}
