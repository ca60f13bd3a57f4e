package dev.gatehouse.auth.grant.request;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.WebUtils;

/** An authorization request with the parameters that count, wherever they came from. */
class ResolvedRequest extends HttpServletRequestWrapper {

    private final Map<String, String[]> parameters;
    private final String query;

    ResolvedRequest(HttpServletRequest request, RequestParameters parameters) {
        super(request);
        this.parameters = parameters.map();
        this.query = parameters.query();
    }

    /** Returns the request as the browser sent it: that is what it will send again after a sign-in. */
    static HttpServletRequest original(HttpServletRequest request) {
        var resolved = WebUtils.getNativeRequest(request, ResolvedRequest.class);
        return resolved == null ? request : (HttpServletRequest) resolved.getRequest();
    }

    /** As if all of it had come in the address. */
    @Override
    public String getMethod() {
        return "GET";
    }

    @Override
    public @Nullable String getParameter(String name) {
        var values = parameters.get(name);
        return values == null || values.length == 0 ? null : values[0];
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return parameters.get(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return parameters;
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }

    @Override
    public String getQueryString() {
        return query;
    }
}
