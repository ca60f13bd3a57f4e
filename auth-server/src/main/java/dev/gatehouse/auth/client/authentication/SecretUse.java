package dev.gatehouse.auth.client.authentication;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Remembers when each secret was last used, so that an operator sees when an old one may go. Noted in memory and written
 * down now and then: a token request writes nothing.
 */
@Component
class SecretUse {

    private final JdbcClient jdbc;
    private final Map<String, UUID> used = new ConcurrentHashMap<>();

    SecretUse(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void note(String clientId, String encoded) {
        if (!used.containsKey(encoded)) {
            used.put(encoded, UUID.fromString(clientId));
        }
    }

    @Scheduled(fixedDelayString = "PT30S", initialDelayString = "PT30S")
    void write() {
        var written = Map.copyOf(used);
        used.keySet().removeAll(written.keySet());
        if (!written.isEmpty()) {
            jdbc.sql("update client_secret set last_used_at = now() where client_id = any(?) and encoded = any(?)")
                    .params(
                            written.values().toArray(UUID[]::new),
                            written.keySet().toArray(String[]::new))
                    .update();
        }
    }
}
