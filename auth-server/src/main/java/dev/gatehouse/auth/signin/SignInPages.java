package dev.gatehouse.auth.signin;

import dev.gatehouse.auth.account.Accounts;
import dev.gatehouse.auth.client.ClientPresentation;
import dev.gatehouse.auth.session.SignInHint;
import dev.gatehouse.auth.session.SignInRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** The sign-in page, and the start page of who is signed in. */
@Controller
class SignInPages {

    private static final String SIGNED_OUT = "signed-out";
    private static final List<String> NOTICES = List.of("error", "busy", "guessing", "outdated", SIGNED_OUT);

    private final Accounts accounts;
    private final RegisteredClientRepository clients;
    private final SignInSettings settings;
    private final Continuation continuation;

    SignInPages(
            Accounts accounts, RegisteredClientRepository clients, SignInSettings settings, Continuation continuation) {
        this.continuation = continuation;
        this.accounts = accounts;
        this.clients = clients;
        this.settings = settings;
    }

    @GetMapping("/login")
    String signIn(
            @RequestParam Map<String, String> parameters,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        var wanted = continuation.of(request, response);
        wanted.ifPresent(page -> model.addAttribute("to", continuation.field(page)));
        model.addAttribute("about", wanted.flatMap(this::about).orElse(null));
        model.addAttribute("refusable", wanted.flatMap(SignInPages::client).isPresent());
        SignInHint.of(request).ifPresent(hint -> model.addAttribute("username", hint));
        NOTICES.stream()
                .filter(parameters::containsKey)
                .filter(each -> !each.equals(SIGNED_OUT) || request.getRemoteUser() == null)
                .findFirst()
                .ifPresent(each -> model.addAttribute("notice", each));
        model.addAttribute(
                "minutes", Math.ceilDiv(settings.wrongPasswordMemory().toSeconds(), 60));
        return "login";
    }

    /** The client is told; whatever else was wanted is not shown. */
    @PostMapping("/login/refused")
    ResponseEntity<Void> refuse(HttpServletRequest request, HttpServletResponse response) {
        var wanted = continuation.of(request, response);
        if (wanted.flatMap(SignInPages::client).isEmpty()) {
            return seeOther("/login");
        }
        continuation.forget(request, response);
        SignInRefusal.remember(request, URI.create(wanted.get()).getRawQuery());
        return seeOther(wanted.get());
    }

    private static ResponseEntity<Void> seeOther(String address) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, address)
                .build();
    }

    /** Who sends people here to sign in. */
    private static Optional<String> client(String page) {
        var address = UriComponentsBuilder.fromUriString(page).build();
        return Optional.ofNullable(address.getPath())
                .filter(path -> path.endsWith("/oauth2/authorize"))
                .map(_ -> address.getQueryParams().getFirst("client_id"))
                .map(named -> URLDecoder.decode(named, StandardCharsets.UTF_8));
    }

    /** What that client has to say about itself, if anything. */
    private Optional<ClientPresentation> about(String page) {
        return client(page)
                .flatMap(named -> Optional.ofNullable(clients.findByClientId(named)))
                .flatMap(ClientPresentation::of);
    }

    /** Where a client leads that does not prove whom it wants to sign out. */
    @GetMapping("/sign-out")
    String signOut(@Nullable Authentication person) {
        return person == null ? "redirect:/login?signed-out" : "sign-out";
    }

    @GetMapping("/")
    String home(Authentication person, Model model) {
        model.addAttribute("name", accounts.displayName(person.getName()));
        return "home";
    }
}
