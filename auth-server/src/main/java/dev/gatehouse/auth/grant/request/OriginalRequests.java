package dev.gatehouse.auth.grant.request;

import dev.gatehouse.platform.session.PendingPage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;

/**
 * Remembers, over a sign-in, the authorization request as it came. All of it is in its address, so nothing need be put
 * back when the browser comes with that address again.
 */
public class OriginalRequests implements RequestCache {

    private final PendingPage delegate;

    public OriginalRequests(PendingPage delegate) {
        this.delegate = delegate;
    }

    @Override
    public void saveRequest(HttpServletRequest request, HttpServletResponse response) {
        delegate.saveRequest(ResolvedRequest.original(request), response);
    }

    /** Remembers a request that is known to be one for a page, whatever its sender says to accept. */
    public void keep(HttpServletRequest request, HttpServletResponse response) {
        delegate.keep(ResolvedRequest.original(request), response);
    }

    @Override
    public @Nullable SavedRequest getRequest(HttpServletRequest request, HttpServletResponse response) {
        return delegate.getRequest(request, response);
    }

    @Override
    public @Nullable HttpServletRequest getMatchingRequest(HttpServletRequest request, HttpServletResponse response) {
        return null;
    }

    @Override
    public void removeRequest(HttpServletRequest request, HttpServletResponse response) {
        delegate.removeRequest(request, response);
    }
}
