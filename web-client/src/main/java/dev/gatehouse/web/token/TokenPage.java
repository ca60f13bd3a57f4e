package dev.gatehouse.web.token;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Shows the visitor's own tokens: what everybody can read in them, and that nobody can alter them.
 */
@Controller
class TokenPage {

    /** What the page explains in words; other claims are shown as they are. */
    private static final List<String> EXPLAINED = List.of(
            "alg",
            "kid",
            "typ",
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "nbf",
            "jti",
            "scope",
            "client_id",
            "auth_time",
            "acr",
            "amr",
            "nonce",
            "azp",
            "sid");

    private final SessionTokens session;
    private final TokenSetStore store;
    private final SignatureCheck signatures;
    private final ForgeryTrial trial;
    private final Clock clock;

    TokenPage(SessionTokens session, TokenSetStore store, SignatureCheck signatures, ForgeryTrial trial, Clock clock) {
        this.session = session;
        this.store = store;
        this.signatures = signatures;
        this.trial = trial;
        this.clock = clock;
    }

    /** A token as the page shows it. */
    record Shown(String kind, JwtParts parts, SignatureCheck.Verdict verdict) {}

    @GetMapping("/token")
    String page(HttpServletRequest request, Model model) {
        show(request, model, null);
        return "token";
    }

    @PostMapping("/token")
    String tryForgery(HttpServletRequest request, @RequestParam String payload, Model model) {
        var tokens = show(request, model, payload);
        model.addAttribute(
                "result", trial.send(JwtParts.of(tokens.accessToken()).withPayload(payload)));
        return "token";
    }

    private TokenSet show(HttpServletRequest request, Model model, @Nullable String altered) {
        UUID id = session.tokenSet(request).orElseThrow(() -> new SignedOut(SignedOut.Reason.ENDED));
        var tokens = store.find(id)
                .orElseThrow(() -> new SignedOut(SignedOut.Reason.ENDED))
                .tokens();
        var access = JwtParts.of(tokens.accessToken());
        model.addAttribute("explained", EXPLAINED);
        model.addAttribute(
                "tokens",
                List.of(
                        new Shown("access", access, signatures.check(tokens.accessToken())),
                        new Shown("id", JwtParts.of(tokens.idToken()), signatures.check(tokens.idToken()))));
        model.addAttribute("payload", altered == null ? access.readablePayload() : altered);
        model.addAttribute("now", clock.millis());
        model.addAttribute("accessEnds", tokens.accessTokenExpiresAt());
        model.addAttribute("refreshEnds", tokens.refreshTokenExpiresAt());
        model.addAttribute("history", store.history(id));
        return tokens;
    }
}
