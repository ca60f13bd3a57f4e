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

    private static final Set<String> REASONS = Set.of("expired", "ended", "failed");

    @GetMapping("/")
    String start(@AuthenticationPrincipal @Nullable OidcUser visitor, Model model) {
        if (visitor != null) {
            var name = visitor.getFullName();
            model.addAttribute("name", name == null ? visitor.getSubject() : name);
        }
        return "start";
    }

    @GetMapping("/unavailable")
    String unavailable(HttpServletResponse response, Model model) {
        return Interruptions.unavailable("issuer", response, model);
    }

    @GetMapping("/signed-out")
    String signedOut(@RequestParam(defaultValue = "") String reason, Model model) {
        model.addAttribute("reason", REASONS.contains(reason) ? reason : "asked");
        return "signed-out";
    }
}
