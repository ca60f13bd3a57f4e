package dev.gatehouse.platform.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie.ResponseCookieBuilder;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;

/** Keeps the token against forged forms in the browser, so that showing a page with a form stores nothing here. */
public final class CsrfCookie {

    private CsrfCookie() {}

    /**
     * Makes the repository of one program that knows its address.
     *
     * @param program its name, since programs on one host share their cookies
     */
    public static CsrfTokenRepository of(String program, PublicAddress address) {
        return address.isSecure() ? of("__Host-" + program, cookie -> cookie.secure(true)) : of(program);
    }

    /**
     * Makes the repository of one program.
     *
     * @param program its name, since programs on one host share their cookies
     */
    public static CsrfTokenRepository of(String program) {
        return of(program, _ -> {});
    }

    private static CsrfTokenRepository of(String program, Consumer<ResponseCookieBuilder> further) {
        var repository = new CookieCsrfTokenRepository();
        repository.setCookieName(program + "-csrf");
        repository.setCookieCustomizer(
                cookie -> further.accept(cookie.httpOnly(true).sameSite("Lax")));
        repository.setCookiePath("/");
        return new FromOwnPages(repository);
    }

    /**
     * Another origin of the same site can give the browser a cookie of its own making, so the cookie alone proves little.
     * Browsers say where a form was sent from; what came from another origin's page has no token.
     *
     * @see <a href="https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header">Fetch Metadata Request Headers, section
     *     2.4</a>
     */
    private record FromOwnPages(CsrfTokenRepository cookies) implements CsrfTokenRepository {

        private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
        private static final Set<String> OTHERS = Set.of("cross-site", "same-site");

        @Override
        public @Nullable CsrfToken loadToken(HttpServletRequest request) {
            return isFormOfOthers(request) ? null : cookies.loadToken(request);
        }

        private static boolean isFormOfOthers(HttpServletRequest request) {
            var from = request.getHeader("Sec-Fetch-Site");
            return !SAFE.contains(request.getMethod()) && from != null && OTHERS.contains(from);
        }

        @Override
        public CsrfToken generateToken(HttpServletRequest request) {
            return cookies.generateToken(request);
        }

        @Override
        public void saveToken(@Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
            // Or a page of another origin could replace the token of each form that is open here.
            if (!isFormOfOthers(request)) {
                cookies.saveToken(token, request, response);
            }
        }
    }
}
