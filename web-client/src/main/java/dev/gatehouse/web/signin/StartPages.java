package dev.gatehouse.web.signin;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages for who is not signed in, or no longer. */
@Controller
class StartPages {

    private static final Set<String> REASONS = Set.of("expired", "ended", "failed", "cancelled", "local", "here");

    /** Those of people who have not been signed in before either. */
    private static final Set<String> NOT_SIGNED_IN = Set.of("failed", "cancelled");

    @GetMapping("/")
    String start(@AuthenticationPrincipal @Nullable OidcUser visitor, Model model) {
        if (visitor != null) {
            var name = visitor.getFullName();
            model.addAttribute("name", name == null ? visitor.getSubject() : name);
        }
        return "start";
    }

    @GetMapping("/unavailable")
    String unavailable(@AuthenticationPrincipal @Nullable OidcUser visitor, HttpServletResponse response, Model model) {
        return Interruptions.unavailable(visitor == null ? "signIn" : "issuer", response, model);
    }

    /** Anybody may link here, and of several tabs one may fail where another has signed in. */
    @GetMapping("/signed-out")
    String signedOut(
            @AuthenticationPrincipal @Nullable OidcUser visitor,
            @RequestParam(defaultValue = "") String reason,
            Model model) {
        if (visitor != null) {
            return "redirect:/";
        }
        model.addAttribute(
                "heading", NOT_SIGNED_IN.contains(reason) ? "signedOut." + reason + ".title" : "signedOut.title");
        model.addAttribute("reason", REASONS.contains(reason) ? reason : "asked");
        return "signed-out";
    }
}
