package dev.gatehouse.auth.grant.consent;

import dev.gatehouse.auth.account.Accounts;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.client.ClientPresentation;
import dev.gatehouse.auth.grant.AuthorizationRequest;
import dev.gatehouse.auth.grant.RequestedClaims;
import java.net.URI;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/**
 * Asks a person whether a client may have what it asks for. What is shown comes from the stored request, not from the
 * address: a forged link can't make the page say something else.
 */
@Controller
class ConsentPage {

    private final PendingConsents pending;
    private final RegisteredClientRepository clients;
    private final OAuth2AuthorizationConsentService consents;
    private final Accounts accounts;

    ConsentPage(
            PendingConsents pending,
            RegisteredClientRepository clients,
            OAuth2AuthorizationConsentService consents,
            Accounts accounts) {
        this.pending = pending;
        this.clients = clients;
        this.consents = consents;
        this.accounts = accounts;
    }

    @GetMapping("/consent")
    String page(@RequestParam String state, Authentication person, Model model) {
        var request = pending.find(state)
                .filter(found -> found.accountId().toString().equals(person.getName()))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST));
        var client = clients.findById(request.clientId().toString());
        if (client == null) {
            // It has gone meanwhile.
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        var earlier = consents.findById(client.getId(), person.getName());
        Set<String> approved = earlier == null ? Set.of() : earlier.getScopes();
        var asked = new TreeSet<>(request.request().scopes());
        asked.remove(OidcScopes.OPENID);
        var told = new TreeSet<>(
                RequestedClaims.of(request.request().parameter("claims")).scopes());
        told.retainAll(client.getScopes());
        told.removeAll(asked);
        model.addAttribute("name", accounts.displayName(person.getName()));
        model.addAttribute("told", Choice.of(told));
        model.addAttribute("client", client.getClientName());
        model.addAttribute("clientId", client.getClientId());
        model.addAttribute("stranger", ClientPolicy.isStranger(client));
        model.addAttribute("about", ClientPresentation.of(client).orElse(null));
        // Anybody may call an application as they like; where it is at home, and where this leads, they can't make up.
        model.addAttribute("home", client.getClientId().startsWith("https://") ? host(client.getClientId()) : null);
        showTarget(URI.create(redirectUri(request.request(), client)), model);
        model.addAttribute("state", state);
        model.addAttribute(
                "asked",
                Choice.of(asked.stream()
                        .filter(scope -> !approved.contains(scope))
                        .toList()));
        model.addAttribute(
                "approved", Choice.of(asked.stream().filter(approved::contains).toList()));
        return "consent";
    }

    /** A request may leave it out where there is only one. */
    private static String redirectUri(AuthorizationRequest request, RegisteredClient client) {
        return Objects.requireNonNullElseGet(
                request.redirectUri(), () -> client.getRedirectUris().iterator().next());
    }

    /** What stands after an application's own scheme may look like a host, and leads nowhere near it. */
    private static void showTarget(URI redirectUri, Model model) {
        switch (redirectUri.getScheme()) {
            case "https" -> model.addAttribute("target", redirectUri.getHost());
            case "http" -> model.addAttribute("device", redirectUri.getHost());
            default -> model.addAttribute("device", redirectUri.getScheme() + ":");
        }
    }

    private static @Nullable String host(String address) {
        return URI.create(address).getHost();
    }
}
