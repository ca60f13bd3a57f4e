package dev.gatehouse.platform.hash;

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
        enter();
        try {
            return encoder.encode(password);
        } finally {
            places.release();
        }
    }

    @Override
    public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
        enter();
        try {
            return encoder.matches(password, encoded);
        } finally {
            places.release();
        }
    }

    private void enter() {
        try {
            if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy.get();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw busy.get();
        }
    }
}
