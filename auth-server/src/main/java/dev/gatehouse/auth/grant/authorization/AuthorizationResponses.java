package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.client.ClientAlgorithms;
import dev.gatehouse.auth.client.RedirectUri;
import dev.gatehouse.auth.grant.AuthorizationRequest;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.request.KeptRequests;
import dev.gatehouse.auth.grant.request.OriginalRequests;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.platform.page.ProblemAttributes;
import dev.gatehouse.platform.session.PendingPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Sends the browser back to the client the way it asked for, always saying who answers (RFC 9207). What must not be sent
 * to a client becomes an error page.
 *
 * @see <a href="https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#ResponseModes">Response Modes</a>
 * @see <a href="https://openid.net/specs/oauth-v2-jarm.html#section-2">JARM, section 2</a>
 */
@Component
class AuthorizationResponses {

    private static final Logger LOG = LoggerFactory.getLogger(AuthorizationResponses.class);
    private static final Duration LIFE = Duration.ofMinutes(1);

    private final Issuer issuer;
    private final RegisteredClientRepository clients;
    private final JwtEncoder encoder;
    private final Clock clock;

    AuthorizationResponses(Issuer issuer, RegisteredClientRepository clients, JwtEncoder encoder, Clock clock) {
        this.issuer = issuer;
        this.clients = clients;
        this.encoder = encoder;
        this.clock = clock;
    }

    /**
     * Where an answer goes, and how.
     *
     * @param mode what the request said; absent if it said nothing
     */
    private record Target(
            RegisteredClient client,
            String redirectUri,
            @Nullable String state,
            @Nullable String mode) {

        boolean isSigned() {
            return mode != null && mode.endsWith("jwt");
        }

        boolean isForm() {
            return mode != null && mode.startsWith("form_post");
        }
    }

    void succeed(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        var answer = (OAuth2AuthorizationCodeRequestAuthenticationToken) authentication;
        var answered = (AuthorizationRequest) request.getAttribute(AuthorizationRequest.class.getName());
        var target = new Target(
                Objects.requireNonNull(clients.findByClientId(answer.getClientId())),
                Objects.requireNonNull(answer.getRedirectUri()),
                answer.getState(),
                answered.parameter("response_mode"));
        var code = Objects.requireNonNull(answer.getAuthorizationCode()).getTokenValue();
        send(request, response, target, new LinkedHashMap<>(Map.of("code", code)));
    }

    void fail(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        var error = Refusals.plain(((OAuth2AuthenticationException) failure).getError());
        var target = target(request, failure);
        LOG.info(
                "Authorization request of {} refused: {}: {}",
                target == null ? "nobody that can be told" : target.client().getClientId(),
                error.getErrorCode(),
                error.getDescription());
        var description = error.getDescription();
        var way = target == null ? Strangers.Way.NOWHERE : Strangers.of(target.client(), request);
        if (way == Strangers.Way.OVER_SIGN_IN) {
            new OriginalRequests(new PendingPage()).keep(request, response);
            response.sendRedirect("/login");
            return;
        }
        if (target == null || way == Strangers.Way.NOWHERE) {
            if (isOfNobody(request)) {
                description = "The application is not registered here.";
            }
            request.setAttribute(
                    ProblemAttributes.PROBLEM, error.getErrorCode() + (description == null ? "" : ": " + description));
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("error", error.getErrorCode());
        if (description != null) {
            parameters.put("error_description", description);
        }
        send(request, response, target, parameters);
    }

    private boolean isOfNobody(HttpServletRequest request) {
        var clientId = single(request, "client_id");
        return clientId != null && !clientId.isEmpty() && clients.findByClientId(clientId) == null;
    }

    private @Nullable Target target(HttpServletRequest request, AuthenticationException failure) {
        var asked = failure instanceof OAuth2AuthorizationCodeRequestAuthenticationException refused
                ? refused.getAuthorizationCodeRequestAuthentication()
                : null;
        if (asked == null || asked.getRedirectUri() == null) {
            return target(request);
        }
        var client = clients.findByClientId(asked.getClientId());
        return client == null
                ? null
                : new Target(
                        client,
                        asked.getRedirectUri(),
                        asked.getState(),
                        asked.getAdditionalParameters().get("response_mode") instanceof String mode ? mode : null);
    }

    /** A request that could not even be read may still say who sent it, and to an address of theirs it may be told. */
    private @Nullable Target target(HttpServletRequest request) {
        var clientId = single(request, "client_id");
        var redirectUri = single(request, "redirect_uri");
        var client = clientId == null ? null : clients.findByClientId(clientId);
        return client == null || redirectUri == null || !RedirectUri.isRegistered(redirectUri, client.getRedirectUris())
                ? null
                : new Target(client, redirectUri, single(request, "state"), single(request, "response_mode"));
    }

    private static @Nullable String single(HttpServletRequest request, String name) {
        var values = request.getParameterValues(name);
        return values == null || values.length != 1 ? null : values[0];
    }

    private void send(
            HttpServletRequest request, HttpServletResponse response, Target target, Map<String, String> parameters)
            throws IOException {
        KeptRequests.forget(request);
        if (target.state() != null && !target.state().isEmpty()) {
            parameters.put("state", target.state());
        }
        parameters.put("iss", issuer.issuer());
        var sent = target.isSigned() ? Map.of("response", signed(parameters, target.client())) : parameters;
        // A form to an app's own scheme would be a way to run a script; such an app gets an address.
        if (target.isForm() && target.redirectUri().startsWith("http")) {
            FormPostPage.write(response, target.redirectUri(), sent);
        } else {
            redirect(request, response, target.redirectUri(), sent);
        }
    }

    private String signed(Map<String, String> parameters, RegisteredClient client) {
        var claims = JwtClaimsSet.builder()
                .claims(all -> all.putAll(parameters))
                .audience(List.of(client.getClientId()))
                .expiresAt(clock.instant().plus(LIFE))
                .build();
        var header = JwsHeader.with(ClientAlgorithms.ofResponses(client)).build();
        return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
    }

    /** After a form with 303, so that the form's content is not sent on (RFC 9700, section 4.12). */
    private static void redirect(
            HttpServletRequest request, HttpServletResponse response, String target, Map<String, String> parameters) {
        var query = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        response.setStatus(
                "POST".equals(request.getMethod()) ? HttpServletResponse.SC_SEE_OTHER : HttpServletResponse.SC_FOUND);
        response.setHeader(HttpHeaders.LOCATION, target + (target.contains("?") ? "&" : "?") + query);
    }
}
