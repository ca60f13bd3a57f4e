package dev.gatehouse.auth.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Where a sign-in comes from.
 *
 * @param web what is kept with the session
 * @param browser the id of the browser if it has signed in with the same name before; else empty
 */
record SignInDetails(WebAuthenticationDetails web, String browser) {

    static SignInDetails of(HttpServletRequest request, KnownBrowser known) {
        return new SignInDetails(new WebAuthenticationDetails(request), known.idFor(username(request), request));
    }

    /** The name that was typed, as Spring's form filter takes it. */
    static String username(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getParameter("username"), "").trim();
    }
}
