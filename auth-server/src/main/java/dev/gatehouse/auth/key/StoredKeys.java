package dev.gatehouse.auth.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.platform.seal.UnfitSetting;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keys that this server makes and rotates by itself. Whichever node notices first that something is due does it, under a
 * lock; all see it within seconds, long before it matters.
 */
@Component
public class StoredKeys implements SigningKeySource {

    private final SigningKeyStore store;
    private final KeySchedule schedule;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /** Signers are set up once per key, not once per look at the database. */
    private final Map<String, SigningKey.Signer> signers = new ConcurrentHashMap<>();

    StoredKeys(
            SigningKeyStore store,
            KeySettings settings,
            LongestToken longest,
            TransactionTemplate transaction,
            ApplicationEventPublisher events,
            Clock clock) {
        this.store = store;
        this.schedule = new KeySchedule(settings, longest.life());
        this.transaction = transaction;
        this.events = events;
        this.clock = clock;
    }

    /** Returns the published keys, after doing what is due. */
    @Override
    public List<SigningKey> keys() {
        var rows = store.rows();
        if (schedule.next(usable(rows), clock.instant()).isPresent()) {
            rows = advance();
        }
        signers.keySet().retainAll(rows.stream().map(row -> row.key().kid()).toList());
        return rows.stream().flatMap(row -> signingKey(row).stream()).toList();
    }

    private List<SigningKeyStore.Row> advance() {
        var after = transaction.execute(_ -> {
            store.lock();
            var rows = store.rows();
            putDamagedAside(rows);
            for (var step = schedule.next(usable(rows), clock.instant());
                    step.isPresent();
                    step = schedule.next(usable(rows), clock.instant())) {
                carryOut(step.get());
                rows = store.rows();
            }
            return rows;
        });
        return Objects.requireNonNull(after);
    }

    /** A damaged row stays, since what looks like damage may be an encryption key that was left out. */
    private void putDamagedAside(List<SigningKeyStore.Row> rows) {
        var damaged = rows.stream().filter(SigningKeyStore.Row::isDamaged).toList();
        if (!damaged.isEmpty() && rows.stream().noneMatch(row -> row.jwk() != null)) {
            throw new UnfitSetting(
                    "gatehouse.encryption-key does not open the signing keys of this database.",
                    "Start with the encryption key under which they were sealed, or name that one in"
                            + " gatehouse.previous-encryption-keys.");
        }
        damaged.forEach(row -> store.cease(row.key().kid(), clock.instant()));
    }

    /** A damaged key neither signs nor will; once it is retiring it goes at its time like any other. */
    private static List<StoredKey> usable(List<SigningKeyStore.Row> rows) {
        return rows.stream()
                .filter(row -> !row.isDamaged() || row.key().state() == SigningKey.State.RETIRING)
                .map(SigningKeyStore.Row::key)
                .toList();
    }

    private void carryOut(KeySchedule.Step step) {
        var now = clock.instant();
        switch (step) {
            case KeySchedule.Step.Make(var algorithm, var signs) -> {
                var jwk = algorithm.generate();
                store.add(jwk, algorithm, signs ? SigningKey.State.ACTIVE : SigningKey.State.PENDING, now);
                publish(jwk.getKeyID(), signs ? "made, signs" : "made, published");
            }
            case KeySchedule.Step.Promote(var next, var before) -> {
                if (before != null) {
                    store.cease(before, now);
                    publish(before, "ceased to sign");
                }
                store.activate(next, now);
                publish(next, "signs");
            }
            case KeySchedule.Step.Withdraw(var kid) -> {
                store.cease(kid, now);
                publish(kid, "ceased to sign: its algorithm is no longer configured");
            }
            case KeySchedule.Step.Retire(var kid) -> {
                store.retire(kid, "all that it signed has expired", now);
                publish(kid, "retired");
            }
        }
    }

    private Optional<SigningKey> signingKey(SigningKeyStore.Row row) {
        var jwk = row.jwk();
        return jwk == null
                ? Optional.empty()
                : Optional.of(new SigningKey(
                        jwk.toPublicJWK(),
                        row.key().algorithm(),
                        row.key().state(),
                        signers.computeIfAbsent(
                                row.key().kid(), _ -> signer(row.key().algorithm(), jwk))));
    }

    private static SigningKey.Signer signer(SigningAlgorithm algorithm, JWK jwk) {
        try {
            return new PooledSigner(algorithm, Jwks.privateKey(jwk));
        } catch (JOSEException | GeneralSecurityException cause) {
            throw new IllegalStateException("The signing key " + jwk.getKeyID() + " can not be used", cause);
        }
    }

    /** Returns all keys of all times, newest first. */
    public List<StoredKey> list() {
        return store.rows().stream().map(SigningKeyStore.Row::key).toList();
    }

    /** Begins a rotation now: successors are published, and sign as soon as everybody has seen them. */
    public void rotate() {
        transaction.executeWithoutResult(_ -> {
            store.lock();
            for (var active : active()) {
                var jwk = active.algorithm().generate();
                store.add(jwk, active.algorithm(), SigningKey.State.PENDING, clock.instant());
                publish(jwk.getKeyID(), "made, published");
            }
        });
    }

    private List<StoredKey> active() {
        var keys = list();
        return keys.stream()
                .filter(key -> key.state() == SigningKey.State.ACTIVE)
                .filter(key -> keys.stream()
                        .noneMatch(other ->
                                other.algorithm() == key.algorithm() && other.state() == SigningKey.State.PENDING))
                .toList();
    }

    /**
     * Takes a key out of service at once: it is no longer published, what it signed is no longer valid, and a successor
     * signs without having been published before.
     *
     * @return whether the key was still published
     */
    public boolean revoke(String kid, String because) {
        var revoked = Objects.requireNonNull(transaction.execute(_ -> {
            store.lock();
            var retired = store.retire(kid, because, clock.instant());
            if (retired) {
                publish(kid, "revoked: " + because);
            }
            return retired;
        }));
        if (revoked) {
            advance();
        }
        return revoked;
    }

    /**
     * Takes in a private key from elsewhere.
     *
     * @param jwk both halves
     * @param algorithm what it signs with
     * @param signs from now on; else it is published for the tokens that it signed elsewhere
     * @return its name
     */
    public String add(JWK jwk, SigningAlgorithm algorithm, boolean signs) throws JOSEException {
        if (!jwk.isPrivate() || !algorithm.fits(jwk)) {
            throw new IllegalArgumentException("This is no private key for " + algorithm.getName());
        }
        var named = Jwks.keepingName(jwk, algorithm);
        transaction.executeWithoutResult(_ -> {
            store.lock();
            var now = clock.instant();
            if (signs) {
                list().stream()
                        .filter(key -> key.algorithm() == algorithm && key.state() == SigningKey.State.ACTIVE)
                        .forEach(key -> store.cease(key.kid(), now));
            }
            store.add(named, algorithm, signs ? SigningKey.State.ACTIVE : SigningKey.State.RETIRING, now);
            publish(named.getKeyID(), signs ? "imported, signs" : "imported, published");
        });
        return named.getKeyID();
    }

    /** Seals all keys under the encryption key of now, which were sealed under an earlier one. */
    public int reseal() {
        return store.reseal();
    }

    private void publish(String kid, String what) {
        events.publishEvent(new AuditEvent.SigningKeyChanged(kid, what));
    }
}
