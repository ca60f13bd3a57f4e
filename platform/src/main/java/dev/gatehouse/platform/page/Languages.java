package dev.gatehouse.platform.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;

/** The language of a page: the visitor's choice if one was made, else the best match of the browser's languages. */
class Languages extends CookieLocaleResolver {

    static final List<Locale> SPOKEN = List.of(Locale.ENGLISH, Locale.GERMAN, Locale.CHINESE);

    Languages(String cookieName) {
        super(cookieName);
        var accepted = new AcceptHeaderLocaleResolver();
        accepted.setSupportedLocales(SPOKEN);
        accepted.setDefaultLocale(Locale.ENGLISH);
        setDefaultLocaleFunction(request -> spoken(accepted.resolveLocale(request)));
        setCookieMaxAge(Duration.ofDays(365));
        setCookieHttpOnly(true);
        setCookieSameSite("Lax");
        setRejectInvalidCookies(false);
    }

    @Override
    public void setLocale(HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
        super.setLocale(request, response, locale == null ? null : spoken(locale));
    }

    @Override
    protected @Nullable Locale parseLocaleValue(String value) {
        var chosen = super.parseLocaleValue(value);
        return chosen == null ? null : spoken(chosen);
    }

    private static Locale spoken(Locale wanted) {
        return SPOKEN.stream()
                .filter(language -> language.getLanguage().equals(wanted.getLanguage()))
                .findFirst()
                .orElse(Locale.ENGLISH);
    }
}
