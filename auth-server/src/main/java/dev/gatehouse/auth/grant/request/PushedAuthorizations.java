package dev.gatehouse.auth.grant.request;

import dev.gatehouse.auth.client.ClientAlgorithms;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.proof.KeyProofs;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2PushedAuthorizationRequestEndpointConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes an authorization request straight from the client, which has proved who it is, and gives an address for it that
 * the browser can carry.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9126#section-2">RFC 9126, section 2</a>
 */
@Component
public class PushedAuthorizations
        implements Customizer<OAuth2PushedAuthorizationRequestEndpointConfigurer>, AuthenticationProvider {

    private static final String PATH = "/oauth2/par";
    private static final Set<String> OF_CLIENT = Set.of("client_secret", "client_assertion", "client_assertion_type");

    private final PushedRequests pushed;
    private final RequestObjects objects;
    private final RequestRules rules;
    private final KeyProofs proofs;
    private final RequestSettings settings;
    private final JsonMapper json;

    PushedAuthorizations(
            PushedRequests pushed,
            RequestObjects objects,
            RequestRules rules,
            KeyProofs proofs,
            RequestSettings settings,
            JsonMapper json) {
        this.pushed = pushed;
        this.objects = objects;
        this.rules = rules;
        this.proofs = proofs;
        this.settings = settings;
        this.json = json;
    }

    /** A request that was pushed, and the address that it got. */
    private static final class Pushed extends AbstractAuthenticationToken {

        private static final long serialVersionUID = 1L;

        private final transient Authentication client;
        private final transient RequestParameters parameters;
        private final transient @Nullable String proof;
        private final @Nullable String requestUri;

        Pushed(
                Authentication client,
                RequestParameters parameters,
                @Nullable String proof,
                @Nullable String requestUri) {
            super(AuthorityUtils.NO_AUTHORITIES);
            this.client = client;
            this.parameters = parameters;
            this.proof = proof;
            this.requestUri = requestUri;
        }

        @Override
        public Object getPrincipal() {
            return client;
        }

        @Override
        public Object getCredentials() {
            return "";
        }
    }

    @Override
    public void customize(OAuth2PushedAuthorizationRequestEndpointConfigurer endpoint) {
        endpoint.pushedAuthorizationRequestConverters(converters -> {
                    converters.clear();
                    converters.add(PushedAuthorizations::read);
                })
                .authenticationProviders(providers -> {
                    providers.clear();
                    providers.add(this);
                })
                .pushedAuthorizationResponseHandler(this::answer)
                .errorResponseHandler(new Refusals());
    }

    private static Authentication read(HttpServletRequest request) {
        var client = Objects.requireNonNull(SecurityContextHolder.getContext().getAuthentication());
        var parameters = RequestParameters.of(request.getParameterMap()).without(OF_CLIENT);
        return new Pushed(client, parameters, request.getHeader("DPoP"), null);
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        var asked = (Pushed) authentication;
        if (!(asked.getPrincipal() instanceof OAuth2ClientAuthenticationToken token) || !token.isAuthenticated()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        var client = Objects.requireNonNull(token.getRegisteredClient());
        var parameters =
                bound(parameters(asked.parameters, client), asked.proof, client).ofClient(client.getClientId());
        check(parameters, client);
        var requestUri = pushed.add(UUID.fromString(client.getId()), parameters, settings.timeToLive());
        return new Pushed(token, parameters, null, requestUri);
    }

    private RequestParameters parameters(RequestParameters given, RegisteredClient client) {
        if (given.single("request_uri") != null) {
            throw refused("A pushed request can not refer to another one.");
        }
        var object = given.single("request");
        if (object != null) {
            return objects.read(object, client);
        }
        if (ClientPolicy.requiresSignedRequests(client)) {
            throw refused("The authorization request must be signed (RFC 9101).");
        }
        return given;
    }

    /** A proof that comes with the request binds the code to its key (RFC 9449, section 10.1). */
    private RequestParameters bound(RequestParameters given, @Nullable String header, RegisteredClient client) {
        if (header == null) {
            return given;
        }
        var proof = proofs.read(header, new KeyProofs.Occasion("POST", PATH, null, ClientAlgorithms.ofProofs(client)));
        var thumbprint = proof.confirmation().thumbprint();
        var announced = given.single("dpop_jkt");
        if (announced != null && !announced.equals(thumbprint)) {
            throw Refusals.of(
                    OAuth2ErrorCodes.INVALID_DPOP_PROOF, "The proof is made with another key than dpop_jkt names.");
        }
        proofs.use(proof);
        var all = new HashMap<>(given.values());
        all.put("dpop_jkt", List.of(thumbprint));
        return new RequestParameters(all);
    }

    private void check(RequestParameters parameters, RegisteredClient client) {
        if (parameters.isAmbiguous()) {
            throw refused("A parameter comes more than once.");
        }
        var responseType = parameters.single("response_type");
        if (!"code".equals(responseType)) {
            throw Refusals.of(
                    responseType == null
                            ? OAuth2ErrorCodes.INVALID_REQUEST
                            : OAuth2ErrorCodes.UNSUPPORTED_RESPONSE_TYPE,
                    "The response_type must be code.");
        }
        var request = parameters.checked();
        if (!rules.mayBeAnswered(request, client)) {
            throw refused("The redirect_uri is not one of those registered for this client.");
        }
        rules.check(request, client);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        response.setStatus(HttpServletResponse.SC_CREATED);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        json.writeValue(
                response.getOutputStream(),
                Map.of(
                        "request_uri",
                        Objects.requireNonNull(((Pushed) authentication).requestUri),
                        "expires_in",
                        settings.timeToLive().toSeconds()));
    }

    private static OAuth2AuthenticationException refused(String description) {
        return Refusals.of(OAuth2ErrorCodes.INVALID_REQUEST, description);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return Pushed.class.isAssignableFrom(authentication);
    }
}
