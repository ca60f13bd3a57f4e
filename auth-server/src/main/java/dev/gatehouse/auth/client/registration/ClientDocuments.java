package dev.gatehouse.auth.client.registration;

import dev.gatehouse.auth.client.ClientLookup;
import dev.gatehouse.auth.client.ClientStore;
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
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds clients whose name is the address of their own metadata. What was read is kept as a client like any other, so
 * that grants can refer to it, and read again when it is old; while it can't be read, what was read last counts.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/">OAuth Client ID Metadata
 *     Document</a>
 */
@Component
class ClientDocuments implements ClientLookup {

    private static final Logger LOG = LoggerFactory.getLogger(ClientDocuments.class);
    private static final int LONGEST = 500;
    private static final int REMEMBERED = 10_000;

    /** How long an address that gave no client is not asked again. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private static final String SOURCE = "document";
    private static final Pattern MAX_AGE = Pattern.compile("max-age=(\\d{1,9})");

    private final DocumentSettings settings;
    private final RegistrationSettings limits;
    private final RegistrationRequest requests;
    private final ClientStore store;
    private final OutgoingRequests outgoing;
    private final JsonMapper json;
    private final Clock clock;
    private final Map<String, Instant> readAgainAt = new ConcurrentHashMap<>();
    private final ReentrantLock reading = new ReentrantLock();
    private Instant minute = Instant.EPOCH;
    private int readThisMinute;

    ClientDocuments(
            DocumentSettings settings,
            RegistrationSettings limits,
            RegistrationRequest requests,
            ClientStore store,
            OutgoingRequests outgoing,
            JsonMapper json,
            Clock clock) {
        this.settings = settings;
        this.limits = limits;
        this.requests = requests;
        this.store = store;
        this.outgoing = outgoing;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public boolean isFor(String clientId) {
        return clientId.startsWith("https://") || clientId.startsWith("http://");
    }

    @Override
    public boolean look(String clientId) {
        var address = address(clientId).orElse(null);
        if (address == null || !settings.enabled()) {
            return false;
        }
        var due = readAgainAt.get(clientId);
        if ((due == null || !due.isAfter(clock.instant())) && mayRead()) {
            read(clientId, address);
        }
        return true;
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
                            && uri.equals(uri.normalize())
                            && (settings.allowedHosts().isEmpty()
                                    || settings.allowedHosts().contains(uri.getHost()))
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private boolean mayRead() {
        reading.lock();
        try {
            var now = clock.instant();
            if (minute.plusSeconds(60).isBefore(now)) {
                minute = now;
                readThisMinute = 0;
            }
            return readThisMinute++ < settings.fetchesPerMinute();
        } finally {
            reading.unlock();
        }
    }

    private void read(String clientId, URI address) {
        if (readAgainAt.size() >= REMEMBERED) {
            readAgainAt.clear();
        }
        readAgainAt.put(clientId, clock.instant().plus(PAUSE));
        try {
            var answer = outgoing.get(address, "application/json");
            if (answer.status() == 200) {
                keep(clientId, json.readTree(answer.body()));
                readAgainAt.put(clientId, clock.instant().plus(life(answer)));
            } else {
                LOG.warn("{} answers with {} instead of a client's metadata", address, answer.status());
            }
        } catch (OutgoingFailure | JacksonException | RefusedRegistration failure) {
            LOG.warn("{} gives no client: {}", address, failure.getMessage());
        }
    }

    private void keep(String clientId, JsonNode document) {
        var accepted = requests.check(document, false);
        if (!clientId.equals(new MetadataReader(document).textOrNull("client_id"))) {
            throw RefusedRegistration.metadata("The document is about another client.");
        }
        if (document.hasNonNull("client_secret")) {
            throw RefusedRegistration.metadata("A secret that everybody can read is none.");
        }
        var name = Objects.requireNonNullElse(accepted.name(), clientId);
        if (store.findByClientId(clientId).isPresent() || store.count(SOURCE) < limits.maxClients()) {
            store.put(clientId, name, SOURCE, accepted.metadata());
        }
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
