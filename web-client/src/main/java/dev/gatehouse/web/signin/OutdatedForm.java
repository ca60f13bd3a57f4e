package dev.gatehouse.web.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.access.AccessDeniedHandler;

/**
 * Tells who sends a form without its token, as after a sign-in in another tab, where to find a new one. To reload would
 * send the old one again.
 */
class OutdatedForm implements AccessDeniedHandler {

    /** The request attribute that names the page of the form. */
    private static final String PAGE = "formPage";

    /** What a form's address has behind that of its page. */
    private static final Pattern DEED = Pattern.compile("/[0-9a-f-]{36}/delete$");

    private static final Set<String> WITHOUT_PAGE = Set.of("/logout");

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        var address = request.getRequestURI();
        request.setAttribute(
                PAGE,
                WITHOUT_PAGE.contains(address) ? "/" : DEED.matcher(address).replaceFirst(""));
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
    }
}
