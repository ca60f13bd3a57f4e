package dev.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testsupport.ThirdPartyApp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.zip.InflaterInputStream;

/** Reads a token's bit from the published list, as a resource server does. */
public final class PublishedStatus {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private PublishedStatus() {}

    public static boolean isRevoked(String accessToken) {
        var reference = ThirdPartyApp.claims(accessToken).get("status").get("status_list");
        var list = fetch(reference.get("uri").asString());
        assertThat(list.statusCode()).isEqualTo(200);
        return bit(list.body(), reference.get("idx").asInt());
    }

    public static HttpResponse<String> fetch(String uri, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(uri));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(cause);
        }
    }

    private static boolean bit(String jwt, int index) {
        var compressed = ThirdPartyApp.claims(jwt).get("status_list").get("lst").asString();
        try (var list = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(compressed)))) {
            return (list.readAllBytes()[index / 8] >> (index % 8) & 1) == 1;
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
