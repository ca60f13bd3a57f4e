package dev.gatehouse.platform.page;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Requests of people who want to look at a page: nobody but a browser names HTML, nor does a browser for a picture. */
public final class BrowserRequest {

    private BrowserRequest() {}

    /** Tells whether a request is one. */
    public static boolean isOne(HttpServletRequest request) {
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
    }
}
