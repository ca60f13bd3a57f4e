package dev.gatehouse.auth.grant.device;

import dev.gatehouse.auth.account.Accounts;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.client.ClientPresentation;
import dev.gatehouse.auth.grant.SignIn;
import dev.gatehouse.auth.grant.consent.Choice;
import jakarta.servlet.http.HttpSession;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Where a person types the code that a device shows, and lets the device in or not. An address alone, even one with the
 * code in it, lets nobody in: it could be a stranger's device that the link is about.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-5.4">RFC 8628, section 5.4, Remote Phishing</a>
 */
@Controller
class DevicePages {

    static final String PATH = "/activate";

    private static final String CODE = "user_code";
    private static final String ALLOWED = "gatehouse.device-allowed";

    private final DeviceCodes codes;
    private final RegisteredClientRepository clients;
    private final Accounts accounts;

    DevicePages(DeviceCodes codes, RegisteredClientRepository clients, Accounts accounts) {
        this.codes = codes;
        this.clients = clients;
        this.accounts = accounts;
    }

    @GetMapping(PATH)
    String form(@RequestParam(name = CODE, defaultValue = "") String typed, Model model) {
        model.addAttribute("typed", UserCode.parse(typed).map(UserCode::shown).orElse(""));
        return "activate";
    }

    @PostMapping(PATH)
    String answer(
            @RequestParam(name = CODE, defaultValue = "") String typed,
            @RequestParam(required = false) @Nullable String answer,
            Authentication person,
            Model model,
            HttpSession session) {
        var accountId = UUID.fromString(person.getName());
        if (codes.isSuspicious(accountId)) {
            return again("often", "", model);
        }
        var code = UserCode.parse(typed);
        var waiting = code.flatMap(codes::find);
        if (code.isEmpty() || waiting.isEmpty()) {
            codes.noteMistake(accountId);
            return again("unknown", typed.length() > 20 ? "" : typed, model);
        }
        if (answer == null) {
            return ask(code.get(), waiting.get(), person, model);
        }
        var allowed = answer.equals("allow");
        var decided = codes.decide(
                session.getId(), code.get(), allowed ? accountId : null, allowed ? SignIn.of(person, null) : null);
        if (!decided) {
            return again("unknown", "", model);
        }
        // In the session, not in the address: a link to this page says nothing.
        session.setAttribute(ALLOWED, allowed);
        return "redirect:/activated";
    }

    private String ask(UserCode code, DeviceCodes.Waiting waiting, Authentication person, Model model) {
        var client = clients.findById(waiting.clientId().toString());
        if (client == null) {
            // It has gone meanwhile.
            return again("unknown", "", model);
        }
        var asked = new TreeSet<>(waiting.scopes());
        asked.remove(OidcScopes.OPENID);
        model.addAttribute("code", code.shown());
        model.addAttribute("name", accounts.displayName(person.getName()));
        model.addAttribute("client", client.getClientName());
        model.addAttribute("asked", Choice.of(asked));
        model.addAttribute("stranger", ClientPolicy.isStranger(client));
        model.addAttribute("about", ClientPresentation.of(client).orElse(null));
        return "activate-confirm";
    }

    private static String again(String notice, String typed, Model model) {
        model.addAttribute("notice", notice);
        model.addAttribute("typed", typed);
        return "activate";
    }

    @GetMapping("/activated")
    String done(HttpSession session, Model model) {
        var allowed = session.getAttribute(ALLOWED);
        if (allowed == null) {
            return "redirect:" + PATH;
        }
        session.removeAttribute(ALLOWED);
        model.addAttribute("allowed", allowed);
        return "activated";
    }
}
