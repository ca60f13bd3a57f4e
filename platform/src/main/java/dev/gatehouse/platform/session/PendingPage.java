package dev.gatehouse.platform.session;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;

/** Remembers which page a person wanted before signing in; only pages, not their pictures and style sheets. */
public class PendingPage extends HttpSessionRequestCache {

    @Override
    public void saveRequest(HttpServletRequest request, HttpServletResponse response) {
        if (wantsPage(request)) {
            keep(request, response);
        }
    }

    /** Remembers a request that is known to be one for a page, whatever its sender says to accept. */
    public void keep(HttpServletRequest request, HttpServletResponse response) {
        if ("GET".equals(request.getMethod())) {
            super.saveRequest(request, response);
        }
    }

    private static boolean wantsPage(HttpServletRequest request) {
        var accept = request.getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }
}
