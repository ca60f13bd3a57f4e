package dev.gatehouse.auth.account;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Argon2id with 19 MiB, two passes, one lane, and no more of it at a time than half of the processors: who floods the
 * sign-in page slows the sign-in page, not the token endpoint.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9106">RFC 9106, Argon2</a>
 */
@Configuration(proxyBeanMethods = false)
class PasswordHashing {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;
    private static final int KIBIBYTES = 19 * 1024;
    private static final int PASSES = 2;
    private static final long PATIENCE_SECONDS = 5;

    @Bean
    PasswordEncoder passwordEncoder() {
        var places = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new Bounded(
                new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, KIBIBYTES, PASSES),
                new Semaphore(places, true));
    }

    private record Bounded(PasswordEncoder encoder, Semaphore places) implements PasswordEncoder {

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
                if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new TooManySignIns();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new TooManySignIns();
            }
        }
    }
}
