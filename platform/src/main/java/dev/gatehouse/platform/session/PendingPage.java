package dev.gatehouse.platform.session;

import dev.gatehouse.platform.page.BrowserRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;

/** Remembers which page a person wanted before signing in; only pages, not their pictures and style sheets. */
public class PendingPage extends HttpSessionRequestCache {

    @Override
    public void saveRequest(HttpServletRequest request, HttpServletResponse response) {
        if (BrowserRequest.isOne(request)) {
            keep(request, response);
        }
    }

    /** Remembers a request that is known to be one for a page, whatever its sender says to accept. */
    public void keep(HttpServletRequest request, HttpServletResponse response) {
        if ("GET".equals(request.getMethod())) {
            super.saveRequest(request, response);
        }
    }
}
