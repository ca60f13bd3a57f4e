package dev.gatehouse.auth.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The keys of this issuer, unsealed once and held ready. Asked for a key to sign with, it gives the active one; asked
 * for all, it gives every published one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5, JWK Set</a>
 */
@Component
class SigningKeys implements JWKSource<SecurityContext>, InitializingBean {

    private static final int RSA_BITS = 2048;

    private final SigningKeyStore store;
    private final TransactionTemplate transaction;
    private volatile Published published = new Published(new JWKSet(), Set.of());

    SigningKeys(SigningKeyStore store, TransactionTemplate transaction) {
        this.store = store;
        this.transaction = transaction;
    }

    /** Makes the keys that are missing, so that the first request finds them. */
    @Override
    public void afterPropertiesSet() {
        transaction.executeWithoutResult(_ -> {
            store.lock();
            for (var algorithm : List.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256)) {
                if (!store.hasActive(algorithm)) {
                    store.addActive(generate(algorithm));
                }
            }
        });
        reload();
    }

    /** Sees within seconds what another node changed. */
    @Scheduled(fixedDelayString = "PT5S", initialDelayString = "PT5S")
    void reload() {
        var keys = store.published();
        published = new Published(
                new JWKSet(keys.stream().map(SigningKey::jwk).toList()),
                keys.stream()
                        .filter(key -> key.state() == SigningKey.State.ACTIVE)
                        .map(key -> key.jwk().getKeyID())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Of the keys that fit a token's algorithm, the one that signs now. */
    JWK signing(List<JWK> candidates) {
        return candidates.stream()
                .filter(key -> published.active().contains(key.getKeyID()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no active signing key for this algorithm"));
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        return selector.select(published.keys());
    }

    private static JWK generate(JWSAlgorithm algorithm) {
        try {
            return algorithm.equals(JWSAlgorithm.RS256)
                    ? new RSAKeyGenerator(RSA_BITS)
                            .algorithm(algorithm)
                            .keyUse(KeyUse.SIGNATURE)
                            .keyIDFromThumbprint(true)
                            .generate()
                    : new ECKeyGenerator(Curve.P_256)
                            .algorithm(algorithm)
                            .keyUse(KeyUse.SIGNATURE)
                            .keyIDFromThumbprint(true)
                            .generate();
        } catch (JOSEException cause) {
            throw new IllegalStateException("This JDK can not make keys for " + algorithm, cause);
        }
    }

    private record Published(JWKSet keys, Set<String> active) {}
}
