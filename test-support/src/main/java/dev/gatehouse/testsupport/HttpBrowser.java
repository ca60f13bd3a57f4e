package dev.gatehouse.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** A browser without a screen: keeps cookies, reads forms, and follows redirects only when told to. */
public final class HttpBrowser {

    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Opens an address. */
    public HttpResponse<String> get(URI address) {
        return get(address, "text/html");
    }

    /** Opens an address as something else than a page. */
    public HttpResponse<String> get(URI address, String accept) {
        return send(HttpRequest.newBuilder(address).header("Accept", accept));
    }

    /** Sends a form, given as it is encoded. */
    public HttpResponse<String> post(URI address, String form) {
        return send(HttpRequest.newBuilder(address)
                .header("Accept", "text/html")
                .header("Sec-Fetch-Site", "same-origin")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Sends the (first) form of a page, its hidden fields as they came, the others as given. */
    public HttpResponse<String> submit(HttpResponse<String> page, Map<String, String> fields) {
        Document document = Jsoup.parse(page.body(), page.uri().toString());
        var form = document.expectFirst("main form");
        var values = new LinkedHashMap<String, String>();
        form.select("input[type=hidden], input[type=checkbox][checked]")
                .forEach(input -> values.merge(input.attr("name"), input.val(), (one, other) -> one + "\n" + other));
        values.putAll(fields);
        return send(HttpRequest.newBuilder(URI.create(form.absUrl("action")))
                .header("Accept", "text/html")
                .header("Sec-Fetch-Site", "same-origin")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encode(values))));
    }

    /** Goes where a response points, again and again, until an address begins with the given text. */
    public URI followTo(HttpResponse<String> response, String end) {
        var current = response;
        for (int hop = 0; hop < 10; hop++) {
            var next = location(current);
            if (next.toString().startsWith(end)) {
                return next;
            }
            current = get(next);
        }
        throw new AssertionError("No redirect led to " + end);
    }

    /** Goes where a response points, again and again, until a page is shown. */
    public HttpResponse<String> followToPage(HttpResponse<String> response) {
        var current = response;
        for (int hop = 0; hop < 10 && current.statusCode() / 100 == 3; hop++) {
            current = get(location(current));
        }
        return current;
    }

    /** Returns where a response points. */
    public static URI location(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Location")
                .map(response.uri()::resolve)
                .orElseThrow(() -> new AssertionError("Status " + response.statusCode() + " of " + response.uri()
                        + " is no redirect: " + response.body()));
    }

    /** Encodes a form; several values of one field stand on lines of their own. */
    static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .flatMap(field -> field.getValue()
                        .lines()
                        .map(value -> field.getKey() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&"));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return send(http, request);
    }

    static HttpResponse<String> send(HttpClient http, HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(cause);
        }
    }
}
