package dev.gatehouse.auth.client.registration;

import dev.gatehouse.auth.client.ClientChanged;
import dev.gatehouse.auth.client.ClientLookup;
import dev.gatehouse.auth.client.ClientStore;
import dev.gatehouse.auth.client.RedirectUri;
import dev.gatehouse.auth.outgoing.OutgoingFailure;
import dev.gatehouse.auth.outgoing.OutgoingRequests;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds clients whose name is the address of their own metadata. What was read is kept as a client like any other, so
 * that grants can refer to it, and read again when it is old; while it can't be read, what was read last counts for a
 * day.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/">OAuth Client ID Metadata
 *     Document</a>
 */
@Component
class ClientDocuments implements ClientLookup, SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(ClientDocuments.class);
    private static final int LONGEST = 500;
    private static final int REMEMBERED = 10_000;

    /** How long an address that gave no client is not asked again. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** How long a document that can't be read any more still counts. */
    private static final Duration LONGEST_UNREAD = Duration.ofDays(1);

    private static final String SOURCE = "document";
    private static final Pattern MAX_AGE = Pattern.compile("max-age=(\\d{1,9})");

    private final DocumentSettings settings;
    private final RegistrationSettings limits;
    private final RegistrationRequest requests;
    private final ClientStore store;
    private final OutgoingRequests outgoing;
    private final JsonMapper json;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Map<String, Looked> looked = new ConcurrentHashMap<>();
    private final Map<String, Integer> readThisMinute = new ConcurrentHashMap<>();
    private final ReentrantLock counting = new ReentrantLock();
    private Instant minute = Instant.EPOCH;

    ClientDocuments(
            DocumentSettings settings,
            RegistrationSettings limits,
            RegistrationRequest requests,
            ClientStore store,
            OutgoingRequests outgoing,
            JsonMapper json,
            ApplicationEventPublisher events,
            TransactionTemplate transaction,
            Clock clock) {
        this.events = events;
        this.transaction = transaction;
        this.settings = settings;
        this.limits = limits;
        this.requests = requests;
        this.store = store;
        this.outgoing = outgoing;
        this.json = json;
        this.clock = clock;
    }

    /**
     * What was seen of a client.
     *
     * @param usable whether there is such a client
     * @param until when to look again
     */
    private record Looked(boolean usable, Instant until) {}

    /** What was read while documents were taken counts no more. */
    @Override
    public void afterSingletonsInstantiated() {
        if (!settings.enabled()) {
            store.disableAll(SOURCE);
        }
    }

    @Override
    public boolean isFor(String clientId) {
        return settings.enabled() && (clientId.startsWith("https://") || clientId.startsWith("http://"));
    }

    @Override
    public boolean look(String clientId) {
        var last = looked.get(clientId);
        if (last != null && last.until().isAfter(clock.instant())) {
            return last.usable();
        }
        if (store.isOfOther(clientId, SOURCE)) {
            return true;
        }
        var address = address(clientId).orElse(null);
        if (address == null) {
            return false;
        }
        var known = store.isKnownSince(clientId, LONGEST_UNREAD);
        if (!known && !mayRead(address.getHost())) {
            return false;
        }
        if (looked.size() >= REMEMBERED) {
            looked.clear();
        }
        // While one reads, the others go on with what is known.
        looked.put(clientId, new Looked(known, clock.instant().plus(PAUSE)));
        var seen = read(clientId, address, known);
        looked.put(clientId, seen);
        return seen.usable();
    }

    /** What may be the address of a client: as written, with a path, and nothing that hides where it leads. */
    private Optional<URI> address(String clientId) {
        try {
            var uri = new URI(clientId);
            var path = uri.getRawPath();
            return clientId.length() <= LONGEST
                            && outgoing.mayAsk(uri)
                            && path != null
                            && path.length() > 1
                            && !RedirectUri.hasDotSegments(clientId)
                            && (settings.allowedHosts().isEmpty()
                                    || settings.allowedHosts().contains(uri.getHost()))
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /** So many addresses that nobody knows yet are read in a minute, and so many of one host. */
    private boolean mayRead(String host) {
        counting.lock();
        try {
            var now = clock.instant();
            if (minute.plusSeconds(60).isBefore(now)) {
                minute = now;
                readThisMinute.clear();
            }
            int all =
                    readThisMinute.values().stream().mapToInt(Integer::intValue).sum();
            var ofHost = readThisMinute.getOrDefault(host, 0);
            if (all >= settings.fetchesPerMinute() || ofHost >= Math.max(1, settings.fetchesPerMinute() / 10)) {
                return false;
            }
            readThisMinute.put(host, ofHost + 1);
            return true;
        } finally {
            counting.unlock();
        }
    }

    private Looked read(String clientId, URI address, boolean known) {
        try {
            var answer = outgoing.get(address, "application/json", OutgoingRequests.Purpose.DOCUMENT);
            if (answer.status() == 200 && isJson(answer)) {
                keep(clientId, json.readTree(answer.body()));
                return new Looked(true, clock.instant().plus(life(answer)));
            }
            LOG.warn(
                    "{} answers with {}, {} instead of a client's metadata",
                    address,
                    answer.status(),
                    answer.headers().getFirst(HttpHeaders.CONTENT_TYPE));
            if (answer.status() != 404 && answer.status() != 410) {
                return new Looked(known, clock.instant().plus(PAUSE));
            }
        } catch (OutgoingFailure failure) {
            LOG.warn("{} gives no client at the moment: {}", address, failure.getMessage());
            return new Looked(known, clock.instant().plus(PAUSE));
        } catch (JacksonException | RefusedRegistration failure) {
            LOG.warn("{} gives no client: {}", address, failure.getMessage());
        }
        // Its own home says that it is none, or none any more.
        store.disable(clientId, SOURCE);
        return new Looked(false, clock.instant().plus(PAUSE));
    }

    /** Who may upload a text or a picture to a host is no client of its own for that. */
    private static boolean isJson(OutgoingRequests.Answer answer) {
        try {
            var type = answer.headers().getContentType();
            return type != null
                    && type.getType().equals("application")
                    && (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"));
        } catch (InvalidMediaTypeException _) {
            return false;
        }
    }

    private void keep(String clientId, JsonNode document) {
        var accepted = requests.check(document, false);
        if (!clientId.equals(new MetadataReader(document).textOrNull("client_id"))) {
            throw RefusedRegistration.metadata("The document is about another client.");
        }
        if (document.hasNonNull("client_secret") || document.hasNonNull("client_secret_expires_at")) {
            throw RefusedRegistration.metadata("A secret that everybody can read is none.");
        }
        var name = Objects.requireNonNullElse(accepted.name(), clientId);
        if (store.findByClientId(clientId).isEmpty() && store.count(SOURCE) >= limits.maxClients()) {
            throw new RefusedRegistration("temporarily_unavailable", "There are too many clients.");
        }
        transaction.executeWithoutResult(_ -> {
            var before = store.findStored(clientId);
            store.put(clientId, name, SOURCE, accepted.metadata());
            before.ifPresent(client -> events.publishEvent(ClientChanged.of(client, name, accepted.metadata())));
        });
    }

    /** As long as its own server says, within limits. */
    private Duration life(OutgoingRequests.Answer answer) {
        var control = String.valueOf(answer.headers().getCacheControl());
        var said = control.contains("no-store") || control.contains("no-cache")
                ? PAUSE
                : maxAge(control).orElse(settings.timeToLive());
        var longest = settings.timeToLive().compareTo(said) < 0 ? settings.timeToLive() : said;
        return longest.compareTo(PAUSE) < 0 ? PAUSE : longest;
    }

    private static Optional<Duration> maxAge(String control) {
        var matcher = MAX_AGE.matcher(control);
        return matcher.find() ? Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1)))) : Optional.empty();
    }
}
