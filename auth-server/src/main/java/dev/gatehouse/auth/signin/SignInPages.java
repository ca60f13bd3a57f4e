package dev.gatehouse.auth.signin;

import dev.gatehouse.auth.account.Accounts;
import dev.gatehouse.auth.session.SignInHint;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The sign-in page, and the start page of who is signed in. */
@Controller
class SignInPages {

    private static final List<String> NOTICES = List.of("error", "busy", "signed-out");

    private final Accounts accounts;

    SignInPages(Accounts accounts) {
        this.accounts = accounts;
    }

    @GetMapping("/login")
    String signIn(@RequestParam Map<String, String> parameters, HttpServletRequest request, Model model) {
        SignInHint.of(request).ifPresent(hint -> model.addAttribute("username", hint));
        NOTICES.stream()
                .filter(parameters::containsKey)
                .findFirst()
                .ifPresent(each -> model.addAttribute("notice", each));
        return "login";
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
