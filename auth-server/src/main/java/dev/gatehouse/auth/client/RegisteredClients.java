package dev.gatehouse.auth.client;

import dev.gatehouse.auth.token.TokenLifetimes;
import dev.gatehouse.platform.database.DatabaseNews;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Registered clients, remembered by this node so that a token request need not read them: until the database tells of a
 * change, or for seconds while it can't be heard.
 */
@Component
class RegisteredClients implements RegisteredClientRepository {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration UNHEARD = Duration.ofSeconds(5);

    /** About as many characters as may be remembered of all clients together. */
    private static final long HEAVIEST = 20_000_000;

    private final ClientStore store;
    private final TokenLifetimes lifetimes;
    private final Clock clock;
    private final DatabaseNews news;
    private final List<ClientLookup> lookups;
    private final Map<Object, Remembered> remembered = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong weight = new AtomicLong();

    RegisteredClients(
            ClientStore store, TokenLifetimes lifetimes, Clock clock, DatabaseNews news, List<ClientLookup> lookups) {
        this.store = store;
        this.lifetimes = lifetimes;
        this.clock = clock;
        this.news = news;
        this.lookups = lookups;
        news.subscribe("gatehouse_client", this::forget, this::forgetAll);
    }

    @Override
    public void save(RegisteredClient registeredClient) {
        throw new UnsupportedOperationException("Clients are declared in configuration");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        var key = UUID.fromString(id);
        return recall(key).orElseGet(() -> remember(() -> store.findById(key)));
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        var exists = lookups.stream().filter(each -> each.isFor(clientId)).allMatch(each -> each.look(clientId));
        return exists ? recall(clientId).orElseGet(() -> remember(() -> store.findByClientId(clientId))) : null;
    }

    private Optional<RegisteredClient> recall(Object key) {
        var known = remembered.get(key);
        return known == null || !known.isGood(clock.instant(), news.isHearing())
                ? Optional.empty()
                : Optional.of(known.client());
    }

    private @Nullable RegisteredClient remember(Supplier<Optional<Client>> read) {
        var before = changes.get();
        var now = clock.instant();
        var stored = read.get().orElse(null);
        if (stored == null) {
            return null;
        }
        var client = stored.registered(lifetimes);
        if (weight.addAndGet(stored.metadata().weight()) >= HEAVIEST) {
            weight.set(0);
            remembered.clear();
        }
        var entry = new Remembered(client, now, stored.secretsChangeAt());
        remembered.put(stored.id(), entry);
        remembered.put(stored.clientId(), entry);
        if (changes.get() != before) {
            // Something changed while we read; it may have been this.
            forget(stored.id().toString());
        }
        return client;
    }

    /** The others hear of it from the database; this node goes on with the change at once. */
    @EventListener
    void on(ClientChanged changed) {
        forget(changed.clientId().toString());
    }

    private void forget(String id) {
        changes.incrementAndGet();
        remembered.values().removeIf(each -> each.client().getId().equals(id));
    }

    private void forgetAll() {
        changes.incrementAndGet();
        remembered.clear();
    }

    private record Remembered(
            RegisteredClient client,
            Instant readAt,
            @Nullable Instant secretsChangeAt) {

        boolean isGood(Instant now, boolean hearing) {
            return readAt.plus(hearing ? LONGEST : UNHEARD).isAfter(now)
                    && (secretsChangeAt == null || secretsChangeAt.isAfter(now));
        }
    }
}
