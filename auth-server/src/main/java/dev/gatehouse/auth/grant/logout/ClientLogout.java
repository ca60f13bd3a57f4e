package dev.gatehouse.auth.grant.logout;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.Subjects;
import dev.gatehouse.auth.session.SessionEnd;
import dev.gatehouse.auth.session.SessionId;
import dev.gatehouse.platform.page.ProblemAttributes;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OidcLogoutEndpointConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.oidc.web.authentication.OidcLogoutAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.CompositeLogoutHandler;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.stereotype.Component;

/**
 * Signs a person out whom a client sends. A client that proves with an ID token whom it means is believed; any other can
 * only lead to a page that asks, since a forged link must not sign anybody out.
 *
 * @see <a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout">OpenID Connect RP-Initiated
 *     Logout, sections 2 and 6</a>
 */
@Component
public class ClientLogout implements Customizer<OidcLogoutEndpointConfigurer> {

    private static final String QUESTION = "/sign-out";

    private final OidcLogoutAuthenticationSuccessHandler leadingBack = new OidcLogoutAuthenticationSuccessHandler();
    private final LogoutHandler ending;
    private final RegisteredClientRepository clients;
    private final Subjects subjects;

    ClientLogout(SessionEnd end, RegisteredClientRepository clients, Subjects subjects) {
        this.clients = clients;
        this.subjects = subjects;
        this.ending = new CompositeLogoutHandler(end, new SecurityContextLogoutHandler());
        leadingBack.setLogoutHandler(ending);
    }

    @Override
    public void customize(OidcLogoutEndpointConfigurer endpoint) {
        endpoint.logoutResponseHandler(this::signedOut).errorResponseHandler(ClientLogout::ask);
    }

    private void signedOut(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException, ServletException {
        var logout = (OidcLogoutAuthenticationToken) authentication;
        var client = client(logout);
        var ofThisSession = client != null && isOfThisSession(client, logout, request);
        if (logout.isPrincipalAuthenticated() && !ofThisSession) {
            response.sendRedirect(QUESTION);
            return;
        }
        var leadsBack = logout.getPostLogoutRedirectUri() != null
                && !logout.getPostLogoutRedirectUri().isEmpty();
        // A client that nobody vouches for leads nobody on who has not come from it (RFC 9700, section 4.11.2).
        if (leadsBack && client != null && (ofThisSession || !ClientPolicy.isStranger(client))) {
            leadingBack.onAuthenticationSuccess(request, response, authentication);
            return;
        }
        ending.logout(request, response, (Authentication) logout.getPrincipal());
        response.sendRedirect("/login?signed-out");
    }

    private @Nullable RegisteredClient client(OidcLogoutAuthenticationToken logout) {
        var hint = logout.getIdToken();
        return hint == null ? null : clients.findByClientId(String.valueOf(hint.getClaimAsString("azp")));
    }

    /** An ID token of another browser says who it is about, but not that they want to sign out here. */
    private boolean isOfThisSession(
            RegisteredClient client, OidcLogoutAuthenticationToken logout, HttpServletRequest request) {
        var session = request.getSession(false);
        var hint = logout.getIdToken();
        return session != null
                && hint != null
                && subjects.session(client, SessionId.of(session)).equals(hint.getClaimAsString("sid"));
    }

    private static void ask(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof OAuth2AuthenticationException refused
                && String.valueOf(refused.getError().getDescription()).contains("post_logout_redirect_uri")) {
            request.setAttribute(
                    ProblemAttributes.PROBLEM,
                    "invalid_request: The post_logout_redirect_uri is not one of those registered for this client.");
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        response.sendRedirect(QUESTION);
    }
}
