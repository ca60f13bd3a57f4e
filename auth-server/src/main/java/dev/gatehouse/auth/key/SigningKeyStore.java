package dev.gatehouse.auth.key;

import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.platform.seal.BrokenSeal;
import dev.gatehouse.platform.seal.EncryptionKey;
import dev.gatehouse.platform.seal.Seal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Signing keys in the database. The private half is sealed for its {@code kid}: rows can't be swapped, and what is
 * published is derived from what was sealed, so that nobody who can only write to the database gets a key believed.
 */
@Repository
class SigningKeyStore {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeyStore.class);

    private final JdbcClient jdbc;
    private final Seal seal;

    /** Keys are unsealed once, not at each look at the database. */
    private final Map<String, Unsealed> unsealed = new ConcurrentHashMap<>();

    SigningKeyStore(JdbcClient jdbc, EncryptionKey key) {
        this.jdbc = jdbc;
        this.seal = key.seal("signing keys");
    }

    /**
     * A row.
     *
     * @param jwk both halves; absent where the key is retired, or the row is damaged
     */
    record Row(StoredKey key, @Nullable JWK jwk) {

        boolean isDamaged() {
            return jwk == null && key.state() != SigningKey.State.RETIRED;
        }
    }

    private record Unsealed(byte[] sealed, @Nullable JWK jwk) {}

    /** Serialises those who change keys, over all nodes, until the transaction ends. */
    void lock() {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('gatehouse signing keys'))")
                .query(_ -> {});
    }

    List<Row> rows() {
        var rows = jdbc.sql("select * from signing_key order by created_at desc")
                .query((row, _) -> opened(key(row), row.getBytes("sealed_private_jwk")))
                .list();
        unsealed.keySet().retainAll(rows.stream().map(row -> row.key().kid()).toList());
        return rows;
    }

    void add(JWK jwk, SigningAlgorithm algorithm, SigningKey.State state, Instant now) {
        var at = Timestamp.from(now);
        jdbc.sql("""
                        insert into signing_key (kid, algorithm, state, public_jwk, sealed_private_jwk, created_at,
                            active_at, retiring_at)
                        values (?, ?, ?, ?::jsonb, ?, ?, ?, ?)""")
                .param(jwk.getKeyID())
                .param(algorithm.getName())
                .param(text(state))
                .param(jwk.toPublicJWK().toJSONString())
                .param(seal.seal(bytes(jwk.toJSONString()), bytes(jwk.getKeyID())))
                .param(at)
                .param(state == SigningKey.State.ACTIVE ? at : null)
                .param(state == SigningKey.State.RETIRING ? at : null)
                .update();
    }

    /** A key that is active signs from now on. */
    void activate(String kid, Instant now) {
        jdbc.sql("update signing_key set state = 'active', active_at = ? where kid = ? and state = 'pending'")
                .params(Timestamp.from(now), kid)
                .update();
    }

    /** A key that is retiring is still published. */
    void cease(String kid, Instant now) {
        jdbc.sql("""
                        update signing_key set state = 'retiring', retiring_at = ?
                        where kid = ? and state in ('pending', 'active')""").params(Timestamp.from(now), kid).update();
    }

    /**
     * A key that is retired is gone: its private half is removed.
     *
     * @return whether it was still there
     */
    boolean retire(String kid, String because, Instant now) {
        return jdbc.sql("""
                                update signing_key set state = 'retired', retired_at = ?, retired_because = ?,
                                    sealed_private_jwk = null
                                where kid = ? and state <> 'retired'""").params(Timestamp.from(now), because, kid).update() > 0;
    }

    /**
     * Seals every key again, under the encryption key of now. Each row is one statement, so it can be cut short and
     * begun again.
     *
     * @return how many rows were sealed again
     */
    int reseal() {
        var sealed = jdbc.sql("select kid, sealed_private_jwk from signing_key where sealed_private_jwk is not null")
                .query((row, _) -> Map.entry(row.getString(1), row.getBytes(2)))
                .list();
        return sealed.stream()
                .mapToInt(row -> reseal(row.getKey(), row.getValue()))
                .sum();
    }

    private int reseal(String kid, byte[] sealed) {
        var plain = seal.open(sealed, bytes(kid));
        return jdbc.sql("update signing_key set sealed_private_jwk = ? where kid = ? and sealed_private_jwk = ?")
                .params(seal.seal(plain, bytes(kid)), kid, sealed)
                .update();
    }

    private Row opened(StoredKey key, byte @Nullable [] sealed) {
        if (sealed == null) {
            return new Row(key, null);
        }
        var known = unsealed.get(key.kid());
        if (known == null || !Arrays.equals(known.sealed(), sealed)) {
            known = new Unsealed(sealed, unseal(key, sealed));
            unsealed.put(key.kid(), known);
        }
        return new Row(key, known.jwk());
    }

    private @Nullable JWK unseal(StoredKey key, byte[] sealed) {
        try {
            var jwk = JWK.parse(new String(seal.open(sealed, bytes(key.kid())), StandardCharsets.UTF_8));
            if (key.kid().equals(jwk.getKeyID()) && key.algorithm().fits(jwk)) {
                return jwk;
            }
        } catch (BrokenSeal | ParseException _) {
            // Reported below, as a row that tells another key than it should.
        }
        LOG.error("The row of the signing key {} is damaged; the key is neither published nor used", key.kid());
        return null;
    }

    private static StoredKey key(ResultSet row) throws SQLException {
        return new StoredKey(
                row.getString("kid"),
                SigningAlgorithm.of(row.getString("algorithm")).orElseThrow(),
                SigningKey.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getTimestamp("created_at").toInstant(),
                instant(row.getTimestamp("active_at")),
                instant(row.getTimestamp("retiring_at")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private static String text(SigningKey.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
