package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.token.OpaqueToken;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.HtmlUtils;

/**
 * A page that sends itself on as a form: no code in any address, nor in a history. The one script that may run on it is
 * named by its hash.
 *
 * @see <a href="https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html">OAuth 2.0 Form Post Response
 *     Mode</a>
 */
final class FormPostPage {

    private static final String SCRIPT = "document.forms[0].submit()";
    private static final String POLICY =
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; script-src 'sha256-"
                    + Base64.getEncoder().encodeToString(OpaqueToken.digest(SCRIPT)) + "'";
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>…</title></head>
            <body>
            <form method="post" action="%s">
            %s
            <noscript><button type="submit">Continue</button></noscript>
            </form>
            <script>%s</script>
            </body>
            </html>
            """;

    private FormPostPage() {}

    static void write(HttpServletResponse response, String target, Map<String, String> fields) throws IOException {
        var inputs = fields.entrySet().stream()
                .map(each -> "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                        .formatted(each.getKey(), HtmlUtils.htmlEscape(each.getValue(), "UTF-8")))
                .collect(Collectors.joining("\n"));
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.getOutputStream()
                .write(PAGE.formatted(HtmlUtils.htmlEscape(target, "UTF-8"), inputs, SCRIPT)
                        .getBytes(StandardCharsets.UTF_8));
    }
}
