package dev.gatehouse.web.token;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches the keys that the issuer publishes, for little of our time and memory: one deadline for the whole answer, however
 * slowly it drips, a largest size, and no address but the one that was asked for.
 */
final class IssuerDocuments implements ResourceRetriever {

    private final Duration timeout;
    private final int largest;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(IssuerRequests.CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * Makes what fetches.
     *
     * @param timeout how long one fetch may take, from the first byte sent to the last one read
     * @param largest how many bytes a document may have
     */
    IssuerDocuments(Duration timeout, int largest) {
        this.timeout = timeout;
        this.largest = largest;
    }

    /**
     * Fetches keys. A request's own time-out would end with the headers; this one covers the body too.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-8.5.2">RFC 7517, section 8.5.2</a>
     */
    @Override
    public Resource retrieveResource(URL address) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(address.toString()))
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        var answer = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), largest));
        try {
            var document = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (document.statusCode() != 200) {
                throw new IOException("status " + document.statusCode());
            }
            return new Resource(new String(document.body(), StandardCharsets.UTF_8), null);
        } catch (ExecutionException failure) {
            throw new IOException(failure.getCause());
        } catch (TimeoutException late) {
            throw new IOException("no whole answer within " + timeout, late);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            answer.cancel(true);
        }
    }
}
