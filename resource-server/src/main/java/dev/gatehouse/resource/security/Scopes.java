package dev.gatehouse.resource.security;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/** What a token can allow here. */
final class Scopes {

    static final String READ = "notes.read";
    static final String WRITE = "notes.write";

    private Scopes() {}

    /** Returns what a call needs; nothing where no token opens the address. */
    static @Nullable String neededFor(HttpServletRequest request) {
        if (!request.getRequestURI().startsWith(request.getContextPath() + "/notes")) {
            return null;
        }
        return HttpMethod.GET.matches(request.getMethod()) || HttpMethod.HEAD.matches(request.getMethod())
                ? READ
                : WRITE;
    }
}
