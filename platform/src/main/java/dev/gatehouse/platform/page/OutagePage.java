package dev.gatehouse.platform.page;

import dev.gatehouse.server.overload.UnavailablePage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.LocaleResolver;

/**
 * The page for people when the program can not answer. It is made without a session and without anything that could ask the
 * database, for that may be what is away.
 */
final class OutagePage implements UnavailablePage {

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="%1$s">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>%2$s · Gatehouse</title>
              <link rel="stylesheet" href="%4$s/gatehouse.css">
              <link rel="icon" type="image/svg+xml" href="%4$s/gatehouse.svg">
            </head>
            <body>
            <header class="bar">
              <a class="brand" href="%4$s/"><img src="%4$s/gatehouse.svg" alt="" width="28" height="28"><span>Gatehouse</span></a>
            </header>
            <main id="content" class="narrow">
              <article class="card">
                <p class="code">503</p>
                <h1>%2$s</h1>
                <p>%3$s</p>
              </article>
            </main>
            </body>
            </html>
            """;

    private final MessageSource messages;
    private final LocaleResolver languages;

    OutagePage(MessageSource messages, LocaleResolver languages) {
        this.messages = messages;
        this.languages = languages;
    }

    @Override
    public boolean answer(HttpServletRequest request, HttpServletResponse response, int seconds) throws IOException {
        if (!BrowserRequest.isOne(request)) {
            return false;
        }
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setIntHeader(HttpHeaders.RETRY_AFTER, seconds);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        PageHeaders.ofPagesElsewhere().writeHeaders(request, response);
        response.setContentType(MediaType.TEXT_HTML_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        var locale = languages.resolveLocale(request);
        response.getWriter()
                .write(PAGE.formatted(
                        locale.getLanguage(),
                        messages.getMessage("page.error.503", null, locale),
                        messages.getMessage("page.error.503.help", null, locale),
                        request.getContextPath()));
        return true;
    }
}
