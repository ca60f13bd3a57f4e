package dev.gatehouse.auth.client;

import dev.gatehouse.auth.token.TokenLifetimes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/** Registered clients, remembered by this node for some seconds so that a token request need not read them. */
@Component
class RegisteredClients implements RegisteredClientRepository {

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int REMEMBERED = 10_000;

    private final ClientStore store;
    private final TokenLifetimes lifetimes;
    private final Clock clock;
    private final Map<Object, Remembered> remembered = new ConcurrentHashMap<>();

    RegisteredClients(ClientStore store, TokenLifetimes lifetimes, Clock clock) {
        this.store = store;
        this.lifetimes = lifetimes;
        this.clock = clock;
    }

    @Override
    public void save(RegisteredClient registeredClient) {
        throw new UnsupportedOperationException("Clients are declared in configuration");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return recall(UUID.fromString(id)).orElseGet(() -> remember(store.findById(UUID.fromString(id))));
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return recall(clientId).orElseGet(() -> remember(store.findByClientId(clientId)));
    }

    private Optional<RegisteredClient> recall(Object key) {
        var known = remembered.get(key);
        return known == null || known.until().isBefore(clock.instant())
                ? Optional.empty()
                : Optional.of(known.client());
    }

    private @Nullable RegisteredClient remember(Optional<Client> stored) {
        if (stored.isEmpty()) {
            return null;
        }
        if (remembered.size() >= REMEMBERED) {
            remembered.clear();
        }
        var client = stored.get().registered(lifetimes);
        var entry = new Remembered(client, clock.instant().plus(FRESH));
        remembered.put(stored.get().id(), entry);
        remembered.put(stored.get().clientId(), entry);
        return client;
    }

    private record Remembered(RegisteredClient client, Instant until) {}
}
