package dev.gatehouse.auth.outgoing;

import dev.gatehouse.server.overload.Place;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Asks addresses that others named: HTTPS only, public hosts only, no redirects, few at a time, five seconds and 64 KiB
 * at most.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7591#section-5">RFC 7591, section 5</a>
 */
@Component
public class OutgoingRequests implements DisposableBean {

    private static final int LONGEST_SECONDS = 5;
    private static final int LARGEST = 64 * 1024;
    private static final int CONNECTIONS = 80;
    private static final int CONNECTIONS_PER_HOST = 8;

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final Set<String> allowedHosts;
    private final CloseableHttpClient http;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("outgoing-watch").factory());

    OutgoingRequests(OutgoingSettings settings, SslBundles bundles, @Value("${gatehouse.local:false}") boolean local) {
        this.allowedHosts = new HashSet<>(settings.allowedHosts());
        if (local) {
            allowedHosts.addAll(LOOPBACK);
        }
        this.http = client(
                settings.sslBundle() == null
                        ? null
                        : bundles.getBundle(settings.sslBundle()).createSslContext());
    }

    /** What a request is for; no purpose can take the connections of another. */
    public enum Purpose {
        /** Keys of clients. */
        KEYS(24),
        /** Documents that clients are known by. */
        DOCUMENT(16),
        /** Pictures of clients. */
        LOGO(4),
        /** What a registration refers to. */
        REGISTRATION(4),
        /** The end of a session. */
        LOGOUT(32);

        private final Semaphore places;

        Purpose(int places) {
            this.places = new Semaphore(places);
        }
    }

    /** What an address answered. */
    public record Answer(int status, HttpHeaders headers, byte[] body) {

        /** Returns the body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private CloseableHttpClient client(@Nullable SSLContext trust) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new PublicAddresses(allowedHosts))
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS_PER_HOST)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.ofSeconds(2))
                        .setSocketTimeout(Timeout.ofSeconds(3))
                        .build());
        if (trust != null) {
            connections.setTlsSocketStrategy(new DefaultClientTlsStrategy(trust));
        }
        return HttpClients.custom()
                .setConnectionManager(connections.build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.ofSeconds(1))
                        .setResponseTimeout(Timeout.ofSeconds(3))
                        .build())
                .setUserAgent("Gatehouse")
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .build();
    }

    /** Tells whether an address may be asked at all, as far as can be seen from it. */
    public boolean mayAsk(URI address) {
        var host = address.getHost();
        return host != null
                && address.getPort() <= 65_535
                && address.getRawUserInfo() == null
                && address.getRawFragment() == null
                && ("https".equals(address.getScheme())
                        || "http".equals(address.getScheme()) && allowedHosts.contains(host));
    }

    /**
     * Reads a document.
     *
     * @throws OutgoingFailure when it can't be had
     */
    public Answer get(URI address, String accept, Purpose purpose) {
        return send(address, purpose, () -> {
            var request = new HttpGet(address);
            request.setHeader(HttpHeaders.ACCEPT, accept);
            return request;
        });
    }

    /**
     * Sends a form.
     *
     * @throws OutgoingFailure when there is no answer
     */
    public Answer post(URI address, Map<String, String> form, Purpose purpose) {
        List<NameValuePair> fields = form.entrySet().stream()
                .<NameValuePair>map(each -> new BasicNameValuePair(each.getKey(), each.getValue()))
                .toList();
        return send(address, purpose, () -> {
            var request = new HttpPost(address);
            request.setEntity(new UrlEncodedFormEntity(fields, StandardCharsets.UTF_8));
            return request;
        });
    }

    private Answer send(URI address, Purpose purpose, Supplier<HttpUriRequestBase> request) {
        if (!mayAsk(address)) {
            throw new OutgoingFailure(address + " is not an address to be asked");
        }
        if (!purpose.places.tryAcquire()) {
            throw new OutgoingFailure("Too many others are being asked; " + address + " was not");
        }
        try {
            return send(address, request.get());
        } catch (IllegalArgumentException cause) {
            throw new OutgoingFailure(address + " can not be asked", cause);
        } finally {
            purpose.places.release();
        }
    }

    private Answer send(URI address, HttpUriRequestBase request) {
        // The time-outs of the connection begin anew with each byte.
        var end = watch.schedule(request::cancel, LONGEST_SECONDS, TimeUnit.SECONDS);
        // Bounded by their purpose: whoever waits for others keeps nobody here from being served.
        try (var _ = Place.giveUp()) {
            return http.execute(request, response -> {
                var headers = new HttpHeaders();
                for (var header : response.getHeaders()) {
                    headers.add(header.getName(), header.getValue());
                }
                return new Answer(response.getCode(), headers, read(address, response.getEntity()));
            });
        } catch (IOException cause) {
            throw new OutgoingFailure(address + " did not answer", cause);
        } finally {
            end.cancel(false);
        }
    }

    private static byte[] read(URI address, @Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        try (var content = entity.getContent()) {
            var body = content.readNBytes(LARGEST + 1);
            if (body.length > LARGEST) {
                throw new IOException(address + " answers with too much");
            }
            return body;
        }
    }

    @Override
    public void destroy() throws IOException {
        watch.shutdownNow();
        http.close();
    }
}
