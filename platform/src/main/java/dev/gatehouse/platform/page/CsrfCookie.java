package dev.gatehouse.platform.page;

import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;

/** Keeps the token against forged forms in the browser, so that showing a page with a form stores nothing here. */
public final class CsrfCookie {

    private CsrfCookie() {}

    /**
     * Makes the repository of one program.
     *
     * @param program its name, since programs on one host share their cookies
     */
    public static CsrfTokenRepository of(String program) {
        var repository = new CookieCsrfTokenRepository();
        repository.setCookieName(program + "-csrf");
        repository.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Lax"));
        return repository;
    }
}
