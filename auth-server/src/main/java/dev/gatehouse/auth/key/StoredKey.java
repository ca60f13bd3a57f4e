package dev.gatehouse.auth.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as its row tells it, without its halves.
 *
 * @param activeAt when it began to sign
 * @param retiringAt when it ceased to sign
 */
public record StoredKey(
        String kid,
        SigningAlgorithm algorithm,
        SigningKey.State state,
        Instant createdAt,
        @Nullable Instant activeAt,
        @Nullable Instant retiringAt) {}
