package dev.gatehouse.resource.security;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches what the issuer publishes, for little of our time and memory: one deadline for the whole answer, however slowly
 * it drips, a largest size, and no address but the one that was asked for.
 */
final class IssuerDocuments implements ResourceRetriever {

    private final Duration timeout;
    private final int largest;
    private final HttpClient http;

    /**
     * Makes what fetches.
     *
     * @param timeout how long one fetch may take, from the first byte sent to the last one read
     * @param largest how many bytes a document may have
     */
    IssuerDocuments(Duration timeout, int largest) {
        this.timeout = timeout;
        this.largest = largest;
        this.http = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Fetches keys.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-8.5.2">RFC 7517, section 8.5.2</a>
     */
    @Override
    public Resource retrieveResource(URL address) throws IOException {
        try {
            var answer = get(HttpRequest.newBuilder(URI.create(address.toString()))
                    .header("Accept", "application/jwk-set+json, application/json"));
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode());
            }
            return new Resource(new String(answer.body(), StandardCharsets.UTF_8), null);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** Fetches whatever the answer is; a request's own time-out would end with the headers, this one covers the body too. */
    HttpResponse<byte[]> get(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), largest));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new IOException(failure.getCause());
        } catch (TimeoutException late) {
            throw new IOException("no whole answer within " + timeout, late);
        } finally {
            answer.cancel(true);
        }
    }
}
