package dev.gatehouse.platform.page;

import java.util.function.Consumer;
import org.springframework.http.ResponseCookie.ResponseCookieBuilder;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
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
        return address.isSecure() ? of(program, cookie -> cookie.secure(true)) : of(program);
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
        return repository;
    }
}
