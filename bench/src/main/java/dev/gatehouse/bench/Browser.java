package dev.gatehouse.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** As much of a browser as a sign-in needs: cookies, redirects and forms, at one server. */
final class Browser {

    private static final int MOST_STEPS = 12;

    private final HttpConnection connection;
    private final URI base;
    private final Map<String, String> cookies = new HashMap<>();

    Browser(HttpConnection connection, URI base) {
        this.connection = connection;
        this.base = base;
    }

    /** Returns a second window of this browser: the same cookies, over another connection. */
    Browser over(HttpConnection other) {
        var window = new Browser(other, base);
        window.cookies.putAll(cookies);
        return window;
    }

    /** Opens an address and goes on until the provider sends the person back to the application; returns where to. */
    URI openAndSignIn(String path, String application, Target.Person person) throws IOException {
        var answer = get(path);
        var here = base.resolve(path);
        for (int step = 0; step < MOST_STEPS; step++) {
            var location = answer.header("location");
            if (!location.isEmpty()) {
                var next = here.resolve(location);
                if (next.toString().startsWith(application)) {
                    return next;
                }
                here = next;
                answer = get(pathOf(next));
                continue;
            }
            var form = form(answer);
            if (form == null) {
                throw new IOException("The sign-in got stuck at " + here + " with status " + answer.status());
            }
            var action = form.attr("action").isEmpty() ? here : here.resolve(form.attr("action"));
            answer = post(pathOf(action), filled(form, person));
            here = action;
        }
        throw new IOException("The sign-in went round in circles at " + here);
    }

    /** Opens an address of a person who is signed in, and returns where the provider sends them. */
    URI open(String path) throws IOException {
        var answer = get(path);
        if (answer.header("location").isEmpty()) {
            throw new IOException("status " + answer.status() + " in place of a redirect");
        }
        return base.resolve(answer.header("location"));
    }

    private static @Nullable Element form(HttpConnection.Answer answer) {
        Document page = Jsoup.parse(answer.text());
        var withPassword = page.selectFirst("form:has(input[type=password])");
        return withPassword != null ? withPassword : page.selectFirst("form[method=post]:has([type=submit])");
    }

    /** Everything that the form holds, the person's name and password, and on a consent page every box. */
    private static Map<String, String> filled(Element form, Target.Person person) {
        var values = new LinkedHashMap<String, String>();
        for (var input : form.select("input[name]")) {
            var name = input.attr("name");
            switch (input.attr("type")) {
                case "password" -> values.put(name, person.password());
                case "text", "email", "" -> values.put(name, person.username());
                case "submit", "image", "button" -> {}
                default -> values.put(name, input.attr("value").isEmpty() ? "on" : input.attr("value"));
            }
        }
        var button = form.selectFirst("button[name][type=submit]");
        if (button != null && !button.attr("name").equals("deny")) {
            values.put(button.attr("name"), button.attr("value"));
        }
        return values;
    }

    private HttpConnection.Answer get(String path) throws IOException {
        return remembering(connection.get(path, "Cookie: " + cookieHeader(), "Accept: text/html"));
    }

    private HttpConnection.Answer post(String path, Map<String, String> form) throws IOException {
        return remembering(connection.post(path, encoded(form), "Cookie: " + cookieHeader(), "Accept: text/html"));
    }

    private HttpConnection.Answer remembering(HttpConnection.Answer answer) {
        for (var cookie : answer.cookies()) {
            var pair = cookie.split(";", 2)[0].split("=", 2);
            if (pair.length == 2 && pair[1].isEmpty()) {
                cookies.remove(pair[0]);
            } else if (pair.length == 2) {
                cookies.put(pair[0], pair[1]);
            }
        }
        return answer;
    }

    private String cookieHeader() {
        return cookies.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("; "));
    }

    private static String pathOf(URI address) {
        return address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
    }

    static String encoded(Map<String, String> values) {
        return values.entrySet().stream()
                .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
