package dev.gatehouse.resource.security;

import java.io.Serial;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.support.NoOpCache;
import org.springframework.cache.support.SimpleValueWrapper;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.oauth2.jwt.DPoPProofJwtDecoderFactory;
import org.springframework.security.oauth2.jwt.DPoPProofReplayValidator;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationProvider;
import org.springframework.stereotype.Component;

/**
 * Proofs that were presented, on any node, in the shape in which Spring asks for them: a cache, of which it uses one
 * operation.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-11.1">RFC 9449, section 11.1</a>
 */
@Component
class UsedProofs extends NoOpCache {

    /** Longer than Spring accepts a proof. */
    private static final Duration KEPT = Duration.ofMinutes(2);

    private static final int BATCH = 10_000;

    private final JdbcClient jdbc;

    UsedProofs(JdbcClient jdbc) {
        super("used proofs");
        this.jdbc = jdbc;
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        try {
            var taken = jdbc.sql("""
                            insert into used_proof (digest, expires_at) values (?, now() + ? * interval '1 second')
                            on conflict do nothing""")
                    .params(Sha256.of(key.toString()), KEPT.toSeconds())
                    .update();
            return taken > 0 ? null : new SimpleValueWrapper(value);
        } catch (DataAccessException failure) {
            throw new Unreachable(failure);
        }
    }

    /** Nobody can tell at the moment whether a proof was used before; that is not the proof's fault. */
    static class Unreachable extends AuthenticationServiceException {

        @Serial
        private static final long serialVersionUID = 1L;

        Unreachable(DataAccessException cause) {
            super("The used proofs can not be reached", cause);
        }
    }

    @Scheduled(fixedRateString = "PT1M", initialDelayString = "PT1M")
    void removeExpired() {
        int removed = BATCH;
        while (removed == BATCH) {
            removed = jdbc.sql("""
                            delete from used_proof where digest in (
                                select digest from used_proof where expires_at < now() limit ?
                                for update skip locked)""").param(BATCH).update();
        }
    }

    /** Makes Spring's check of proofs ask here instead of the memory of one node. */
    ObjectPostProcessor<DPoPAuthenticationProvider> sharing(Clock clock) {
        var rules = new ProofRules(
                DPoPProofJwtDecoderFactory.createDefaultJwtValidatorFactory(
                        List.of(new DPoPProofReplayValidator(this))),
                clock);
        var decoders = new DPoPProofJwtDecoderFactory();
        decoders.setJwtValidatorFactory(rules);
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends DPoPAuthenticationProvider> O postProcess(O provider) {
                provider.setDPoPProofVerifierFactory(new Ed25519Proofs(decoders, rules));
                return provider;
            }
        };
    }
}
