package dev.gatehouse.web.signin;

import dev.gatehouse.web.token.IssuerRegistration;
import dev.gatehouse.web.token.IssuerRequests;
import dev.gatehouse.web.token.IssuerUnavailable;
import dev.gatehouse.web.token.SessionTokens;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.stereotype.Component;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Signs the visitor out here and at the issuer, and hands the refresh token back (RFC 7009) so that no copy of it works.
 *
 * @see <a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html">OpenID Connect RP-Initiated Logout</a>
 */
@Component
class SignOut implements LogoutHandler, LogoutSuccessHandler {

    private static final Logger LOG = LoggerFactory.getLogger(SignOut.class);

    /** The request attribute that is there when the issuer did not answer. */
    private static final String AWAY = SignOut.class.getName() + ".away";

    private static final String LOCAL = "/signed-out?reason=local";

    private final SessionTokens tokens;
    private final IssuerRegistration registration;
    private final RestClient issuer;

    SignOut(SessionTokens tokens, IssuerRegistration registration, IssuerRequests requests) {
        this.tokens = tokens;
        this.registration = registration;
        this.issuer = RestClient.builder().requestFactory(requests.factory()).build();
    }

    @Override
    public void logout(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication) {
        if (!tokens.refreshToken(request).map(this::handBack).orElse(true)) {
            request.setAttribute(AWAY, true);
        }
        tokens.remove(request);
    }

    /**
     * Hands a token back.
     *
     * @return whether the issuer answered
     */
    private boolean handBack(String refreshToken) {
        var form = new LinkedMultiValueMap<String, String>();
        form.add("token", refreshToken);
        form.add("token_type_hint", "refresh_token");
        try {
            var client = registration.current();
            issuer.post()
                    .uri(revocationEndpoint(client.getProviderDetails()))
                    .headers(headers ->
                            headers.setBasicAuth(encoded(client.getClientId()), encoded(client.getClientSecret())))
                    .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                    .body(form)
                    .retrieve()
                    .toBodilessEntity();
        } catch (HttpClientErrorException refused) {
            LOG.warn("The refresh token was not taken back: {}", refused.getMessage());
        } catch (RestClientException | IssuerUnavailable failure) {
            // The visitor is signed out here all the same; the token stays unused until it expires.
            LOG.warn("The refresh token could not be handed back: {}", failure.getMessage());
            return false;
        }
        return true;
    }

    /** RFC 6749, section 2.3.1. */
    private static String encoded(String credential) {
        return URLEncoder.encode(credential, StandardCharsets.UTF_8);
    }

    /** As discovered; beside the token endpoint where the endpoints are configured one by one. */
    private static String revocationEndpoint(ClientRegistration.ProviderDetails issuer) {
        if (issuer.getConfigurationMetadata().get("revocation_endpoint") instanceof String discovered) {
            return discovered;
        }
        var tokenEndpoint = issuer.getTokenUri();
        return tokenEndpoint.substring(0, tokenEndpoint.lastIndexOf('/')) + "/revoke";
    }

    /** A browser that is sent to who just did not answer gets an error of its own; better a page that tells the truth. */
    @Override
    public void onLogoutSuccess(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication)
            throws IOException, ServletException {
        if (request.getAttribute(AWAY) != null) {
            response.sendRedirect(LOCAL);
            return;
        }
        try {
            handler().onLogoutSuccess(request, response, authentication);
        } catch (IssuerUnavailable _) {
            response.sendRedirect(LOCAL);
        }
    }

    private LogoutSuccessHandler handler() {
        var handler = new OidcClientInitiatedLogoutSuccessHandler(registration);
        handler.setPostLogoutRedirectUri("{baseUrl}/signed-out");
        handler.setDefaultTargetUrl("/signed-out");
        return handler;
    }
}
