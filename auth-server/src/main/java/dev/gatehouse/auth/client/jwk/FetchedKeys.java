package dev.gatehouse.auth.client.jwk;

import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.auth.outgoing.OutgoingRequests;
import dev.gatehouse.auth.outgoing.OutgoingRequests.Purpose;
import dev.gatehouse.server.overload.Place;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keys that clients publish under a {@code jwks_uri}, remembered by this node. An address is asked again when its answer
 * is old, or when a key is wanted that was not in it; in either case not more often than now and then, whoever asks.
 */
@Component
class FetchedKeys {

    private static final Logger LOG = LoggerFactory.getLogger(FetchedKeys.class);
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int REMEMBERED = 1_000;

    /** Whoever comes when so many wait for one address goes on with what is known. */
    private static final int MOST_WAITING = 20;

    private final OutgoingRequests outgoing;
    private final Clock clock;
    private final Map<URI, Published> remembered = new ConcurrentHashMap<>();

    FetchedKeys(OutgoingRequests outgoing, Clock clock) {
        this.outgoing = outgoing;
        this.clock = clock;
    }

    /** Returns what an address publishes, as far as this node knows; keys that were had once serve on. */
    List<JWK> of(URI address) {
        return published(address).keys(FRESH);
    }

    /** Returns what an address publishes now, since something new is looked for. */
    List<JWK> ofNow(URI address) {
        return published(address).keys(PAUSE);
    }

    private Published published(URI address) {
        if (remembered.size() >= REMEMBERED) {
            remembered.clear();
        }
        return remembered.computeIfAbsent(address, Published::new);
    }

    private final class Published {

        private final URI address;
        private final ReentrantLock asking = new ReentrantLock();
        private volatile List<JWK> keys = List.of();
        private volatile Instant askedAt = Instant.EPOCH;

        Published(URI address) {
            this.address = address;
        }

        List<JWK> keys(Duration age) {
            if (isOld(age) && asking.getQueueLength() < MOST_WAITING) {
                // Given up before the lock is waited for: who asks needs a place again, and has the lock.
                try (var _ = Place.giveUp()) {
                    askInTurn(age);
                }
            }
            return keys;
        }

        private void askInTurn(Duration age) {
            asking.lock();
            try {
                if (isOld(age)) {
                    ask();
                }
            } finally {
                asking.unlock();
            }
        }

        private boolean isOld(Duration age) {
            return askedAt.plus(keys.isEmpty() ? PAUSE : age).isBefore(clock.instant());
        }

        private void ask() {
            try {
                var answer = outgoing.get(address, "application/jwk-set+json, application/json", Purpose.KEYS);
                if (answer.status() == 200) {
                    keys = KeySets.publicKeys(answer.text());
                } else {
                    LOG.warn("{} answers with {} instead of keys", address, answer.status());
                }
            } catch (RuntimeException | ParseException failure) {
                LOG.warn("The keys of a client could not be read", failure);
            } finally {
                askedAt = clock.instant();
            }
        }
    }
}
