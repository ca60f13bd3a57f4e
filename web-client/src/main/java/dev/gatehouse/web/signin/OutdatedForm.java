package dev.gatehouse.web.signin;

import dev.gatehouse.web.note.Unfinished;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.AccessDeniedHandler;

/**
 * Leads who sends a form without its token, as after a sign-in or a sign-out in another tab, to a new one with what was
 * typed; where that is not sure, tells where to find one. To reload would send the old one again.
 */
class OutdatedForm implements AccessDeniedHandler {

    /** The request attribute that names the page of the form. */
    private static final String PAGE = "formPage";

    /** What a form's address has behind that of its page. */
    private static final Pattern DEED = Pattern.compile("/[0-9a-f-]{36}/delete$");

    private static final String SIGN_OUT = "/logout";

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        var address = request.getRequestURI();
        var typed = isFromHere(request) ? Unfinished.of(request) : Optional.<Unfinished>empty();
        if (typed.isPresent()) {
            typed.get().keep(request);
            redirect(response, typed.get().address());
            return;
        }
        if (SecurityContextHolder.getContext().getAuthentication() == null && address.equals(SIGN_OUT)) {
            redirect(response, SignOut.HERE);
            return;
        }
        request.setAttribute(
                PAGE, address.equals(SIGN_OUT) ? "/" : DEED.matcher(address).replaceFirst(""));
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
    }

    /** What another site makes a browser send is nothing that somebody typed here. */
    private static boolean isFromHere(HttpServletRequest request) {
        return "same-origin".equals(request.getHeader("Sec-Fetch-Site"));
    }

    private static void redirect(HttpServletResponse response, String address) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", address);
    }
}
