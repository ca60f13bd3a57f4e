package dev.gatehouse.auth.key;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.gatehouse.platform.database.DatabaseNews;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The keys of this issuer, held ready. What another node changed is seen at once where the database tells of it, and
 * within seconds in any case; while the keys can't be read, the last ones serve.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5, JWK Set</a>
 */
@Component
public class SigningKeys implements JWKSource<SecurityContext>, InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    private final SigningKeySource source;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile KeySet current = KeySet.of(List.of());

    SigningKeys(SigningKeySource source, DatabaseNews news) {
        this.source = source;
        news.subscribe("gatehouse_key", _ -> reload(), this::reload);
    }

    /** Makes the keys that are missing, so that the first request finds them. */
    @Override
    public void afterPropertiesSet() {
        current = KeySet.of(source.keys());
    }

    /** At a fixed rate, since jobs with a fixed delay wait for each other; one that is under way is not begun again. */
    @Scheduled(fixedRateString = "PT1S", initialDelayString = "PT1S")
    void look() {
        if (reading.tryLock()) {
            try {
                read();
            } finally {
                reading.unlock();
            }
        }
    }

    void reload() {
        reading.lock();
        try {
            read();
        } finally {
            reading.unlock();
        }
    }

    private void read() {
        try {
            var keys = source.keys();
            // Nearly always they are as before, and so is everything that was made of them.
            if (!keys.equals(current.keys())) {
                current = KeySet.of(keys);
            }
        } catch (RuntimeException failure) {
            LOG.warn("The signing keys could not be read; those of before serve on", failure);
        }
    }

    /** Returns what this issuer can sign with. */
    public List<SigningAlgorithm> algorithms() {
        return List.copyOf(current.active().keySet());
    }

    /** Returns the name of the key that signs now. */
    public String signing(SigningAlgorithm algorithm) {
        return current.signing(algorithm).kid();
    }

    /** Returns the public keys as they are published. */
    public String document() {
        return new String(current.document(), StandardCharsets.UTF_8);
    }

    /** Returns what stays the same object while the keys stay the same: what was verified under another is not any more. */
    public Object generation() {
        return current;
    }

    KeySet current() {
        return current;
    }

    /**
     * Tells whether a signature was made by a key that is published now.
     *
     * @param kid which key the token names
     * @param algorithm which algorithm the token names; it must be the key's own
     */
    public boolean verifies(String kid, String algorithm, byte[] input, byte[] signature) {
        var verifier = current.verifier(kid);
        return verifier != null
                && verifier.algorithm().getName().equals(algorithm)
                && verifier.verifies(input, signature);
    }

    /** Returns the public halves; Spring's engine asks here. */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        return selector.select(current.published());
    }
}
