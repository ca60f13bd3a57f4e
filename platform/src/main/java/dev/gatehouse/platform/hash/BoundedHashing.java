package dev.gatehouse.platform.hash;

import dev.gatehouse.server.overload.Place;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Computes no more slow hashes at a time than half of the processors: who floods one address with passwords slows that
 * address, not all the others.
 */
public final class BoundedHashing implements PasswordEncoder {

    /** About as many get their turn in a second; more would wait in vain. */
    private static final int A_SECOND = 20;

    private final PasswordEncoder encoder;
    private final Duration patience;
    private final Supplier<RuntimeException> busy;
    private final Semaphore places =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    /**
     * Bounds an encoder.
     *
     * @param patience how long a caller waits for a place
     * @param busy what a caller gets who waited in vain
     */
    public BoundedHashing(PasswordEncoder encoder, Duration patience, Supplier<RuntimeException> busy) {
        this.encoder = encoder;
        this.patience = patience;
        this.busy = busy;
    }

    @Override
    public @Nullable String encode(@Nullable CharSequence password) {
        return inTurn(() -> encoder.encode(password));
    }

    @Override
    public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
        return inTurn(() -> encoder.matches(password, encoded));
    }

    /** Whoever computes a hash is bounded here, and needs no place among the requests until it is done. */
    private <T extends @Nullable Object> T inTurn(Supplier<T> hashing) {
        if (places.getQueueLength() >= A_SECOND * Math.max(1, patience.toSeconds())) {
            throw busy.get();
        }
        try (var _ = Place.giveUp()) {
            if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy.get();
            }
            try {
                return hashing.get();
            } finally {
                places.release();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw busy.get();
        }
    }
}
