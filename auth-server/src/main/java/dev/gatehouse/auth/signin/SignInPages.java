package dev.gatehouse.auth.signin;

import dev.gatehouse.auth.account.Accounts;
import dev.gatehouse.auth.client.ClientPresentation;
import dev.gatehouse.auth.session.SignInHint;
import dev.gatehouse.auth.session.SignInRefusal;
import dev.gatehouse.platform.session.PendingPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The sign-in page, and the start page of who is signed in. */
@Controller
class SignInPages {

    private static final List<String> NOTICES = List.of("error", "busy", "guessing", "signed-out");

    private final Accounts accounts;
    private final RegisteredClientRepository clients;
    private final SignInSettings settings;
    private final PendingPage pending = new PendingPage();

    SignInPages(Accounts accounts, RegisteredClientRepository clients, SignInSettings settings) {
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
        var wanted = pending.getRequest(request, response);
        model.addAttribute("about", about(wanted));
        model.addAttribute("refusable", isOfClient(wanted));
        SignInHint.of(request).ifPresent(hint -> model.addAttribute("username", hint));
        NOTICES.stream()
                .filter(parameters::containsKey)
                .findFirst()
                .ifPresent(each -> model.addAttribute("notice", each));
        model.addAttribute(
                "minutes", Math.ceilDiv(settings.wrongPasswordMemory().toSeconds(), 60));
        return "login";
    }

    /** The client is told; whatever else was wanted is not shown. */
    @PostMapping("/login/refused")
    ResponseEntity<Void> refuse(HttpServletRequest request, HttpServletResponse response) {
        var wanted = pending.getRequest(request, response);
        if (wanted == null || !isOfClient(wanted)) {
            return seeOther("/login");
        }
        var address = URI.create(wanted.getRedirectUrl());
        pending.removeRequest(request, response);
        SignInRefusal.remember(request, address.getRawQuery());
        return seeOther(address.getRawPath() + "?" + address.getRawQuery());
    }

    private static ResponseEntity<Void> seeOther(String address) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, address)
                .build();
    }

    private static boolean isOfClient(@Nullable SavedRequest wanted) {
        return wanted != null
                && URI.create(wanted.getRedirectUrl()).getPath().endsWith("/oauth2/authorize")
                && wanted.getParameterValues("client_id") != null;
    }

    /** Who sends people here to sign in, if it is a client that has something to say about itself. */
    private @Nullable ClientPresentation about(@Nullable SavedRequest wanted) {
        var named = wanted == null ? null : wanted.getParameterValues("client_id");
        var client = named == null || named.length != 1 ? null : clients.findByClientId(named[0]);
        return client == null ? null : ClientPresentation.of(client).orElse(null);
    }

    /** Where a client leads that does not prove whom it wants to sign out. */
    @GetMapping("/sign-out")
    String signOut(@Nullable Authentication person) {
        return person == null ? "redirect:/login?signed-out" : "sign-out";
    }

    @GetMapping("/")
    String home(Authentication person, Model model) {
        model.addAttribute("name", accounts.displayName(person.getName()).orElse(person.getName()));
        return "home";
    }
}
