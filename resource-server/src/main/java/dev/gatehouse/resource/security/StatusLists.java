package dev.gatehouse.resource.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * The issuer's status lists, fetched again in the background for as long as tokens name them. A request waits for a fetch
 * only when its list is new here or was out of use. When a fetch has failed none waits until one has succeeded: an issuer
 * that hangs would stop the API for as long as each fetch takes.
 */
class StatusLists {

    private static final Logger LOG = LoggerFactory.getLogger(StatusLists.class);

    private static final String PATH = "/statuslists/";
    private static final int MOST_HELD = 64;
    private static final int LARGEST_DOCUMENT = 2 * 1024 * 1024;
    private static final Duration IN_USE = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** A list that is older than its time to live by this was not refreshed in the background. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private final String issuer;
    private final String base;
    private final JwtDecoder decoder;
    private final Clock clock;
    private final IssuerDocuments documents;
    private final Map<String, Held> held = new LinkedHashMap<>(MOST_HELD, 1, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Held> eldest) {
            return size() > MOST_HELD;
        }
    };

    StatusLists(String issuer, StatusListSettings settings, JwtDecoder decoder, Clock clock) {
        this.issuer = issuer;
        this.base = settings.baseUri() == null ? issuer : settings.baseUri();
        this.decoder = decoder;
        this.clock = clock;
        this.documents = new IssuerDocuments(settings.fetchTimeout(), LARGEST_DOCUMENT);
    }

    /** What is known of a token. */
    enum Status {
        VALID,
        REVOKED,
        /** No fresh list could be had, and the last one does not say that the token is revoked. */
        UNKNOWN
    }

    /** Tells whether the issuer publishes lists under an address; no other is ever fetched. */
    boolean isOurs(String uri) {
        return uri.startsWith(issuer + PATH) && uri.indexOf('?') < 0 && uri.indexOf('#') < 0 && !uri.contains("..");
    }

    /**
     * Looks a token up.
     *
     * @throws BadJwtException when the address of the list is none
     */
    Status status(String uri, long index) {
        Held list;
        synchronized (held) {
            list = held.computeIfAbsent(uri, Held::new);
        }
        return list.status(index);
    }

    /** Keeps the lists that are in use fresh, so that requests need not wait. */
    @Scheduled(fixedDelay = 500, timeUnit = TimeUnit.MILLISECONDS)
    void refresh() {
        List<Held> all;
        synchronized (held) {
            all = List.copyOf(held.values());
        }
        try (var fetches = Executors.newVirtualThreadPerTaskExecutor()) {
            all.stream().filter(Held::isDue).forEach(each -> fetches.execute(each::fetchIfDue));
        }
    }

    private final class Held {

        private final String uri;
        private final URI address;
        private final ReentrantLock fetching = new ReentrantLock();
        private volatile @Nullable StatusList list;
        private volatile Instant usedAt;
        private volatile @Nullable Instant failedAt;

        Held(String uri) {
            this.uri = uri;
            this.address = address(uri);
            this.usedAt = clock.instant();
        }

        Status status(long index) {
            usedAt = clock.instant();
            if (mustWait()) {
                fetchIf(this::mustWait);
            }
            var known = list;
            if (known != null && known.isSet(index)) {
                return Status.REVOKED;
            }
            return known == null || isLate() ? Status.UNKNOWN : Status.VALID;
        }

        private boolean mustWait() {
            return failedAt == null && isLate();
        }

        private boolean isLate() {
            var known = list;
            return known == null || known.isOlderThan(known.timeToLive().plus(LATE), clock.instant());
        }

        private boolean failedLately() {
            var failed = failedAt;
            return failed != null && failed.plus(RETRY).isAfter(clock.instant());
        }

        boolean isDue() {
            var now = clock.instant();
            var known = list;
            return usedAt.plus(IN_USE).isAfter(now)
                    && !failedLately()
                    && (known == null || known.isOlderThan(known.timeToLive(), now));
        }

        void fetchIfDue() {
            fetchIf(this::isDue);
        }

        /** Of many that find a fetch needed, one fetches and the others wait for it. */
        private void fetchIf(BooleanSupplier needed) {
            fetching.lock();
            try {
                if (needed.getAsBoolean()) {
                    list = StatusLists.this.fetch(uri, address, list);
                    failedAt = null;
                }
            } catch (IOException | JwtException failure) {
                failedAt = clock.instant();
                LOG.warn("The status list {} could not be had: {}", uri, failure.toString());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                fetching.unlock();
            }
        }
    }

    private URI address(String uri) {
        try {
            return URI.create(base + uri.substring(issuer.length()));
        } catch (IllegalArgumentException malformed) {
            throw new BadJwtException("The token's status can not be read", malformed);
        }
    }

    private StatusList fetch(String uri, URI address, @Nullable StatusList last)
            throws IOException, InterruptedException {
        var askedAt = clock.instant();
        var request = HttpRequest.newBuilder(address)
                .header("Accept", "application/statuslist+jwt")
                .header("Accept-Encoding", "gzip");
        if (last != null) {
            request.header("If-None-Match", last.tag());
        }
        var response = documents.get(request);
        if (response.statusCode() == 304 && last != null) {
            return last.stillTrue(askedAt);
        }
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        var jwt = decoder.decode(text(response));
        return StatusList.of(jwt, uri, response.headers().firstValue("ETag").orElse(""), askedAt);
    }

    private static String text(HttpResponse<byte[]> response) throws IOException {
        var body = new ByteArrayInputStream(response.body());
        var gzip = response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
        try (var plain = gzip ? new GZIPInputStream(body) : body) {
            return new String(plain.readNBytes(LARGEST_DOCUMENT), StandardCharsets.US_ASCII);
        }
    }
}
