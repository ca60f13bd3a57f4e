package dev.gatehouse.auth.key;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.platform.seal.BrokenSeal;
import dev.gatehouse.platform.seal.EncryptionKey;
import dev.gatehouse.platform.seal.Seal;
import dev.gatehouse.platform.seal.UnfitSetting;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Signing keys in the database. The private half is sealed for its {@code kid}: rows can't be swapped. */
@Repository
class SigningKeyStore {

    private final JdbcClient jdbc;
    private final Seal seal;
    private final Clock clock;

    SigningKeyStore(JdbcClient jdbc, EncryptionKey key, Clock clock) {
        this.jdbc = jdbc;
        this.seal = key.seal("signing keys");
        this.clock = clock;
    }

    /** Serialises those who make keys, over all nodes, until the transaction ends. */
    void lock() {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('gatehouse signing keys'))")
                .query(_ -> {});
    }

    List<SigningKey> published() {
        return jdbc.sql("""
                        select kid, state, sealed_private_jwk from signing_key
                        where state <> 'retired' order by created_at desc""").query(this::open).list();
    }

    boolean hasActive(JWSAlgorithm algorithm) {
        return jdbc.sql("select exists(select from signing_key where algorithm = ? and state = 'active')")
                .param(algorithm.getName())
                .query(Boolean.class)
                .single();
    }

    void addActive(JWK key) {
        var now = Timestamp.from(clock.instant());
        jdbc.sql("""
                        insert into signing_key
                            (kid, algorithm, state, public_jwk, sealed_private_jwk, created_at, active_at)
                        values (?, ?, 'active', ?::jsonb, ?, ?, ?)""")
                .params(
                        key.getKeyID(),
                        key.getAlgorithm().getName(),
                        key.toPublicJWK().toJSONString(),
                        seal.seal(bytes(key.toJSONString()), bytes(key.getKeyID())),
                        now,
                        now)
                .update();
    }

    private SigningKey open(ResultSet row, int number) throws SQLException {
        var kid = row.getString("kid");
        try {
            var jwk = seal.open(row.getBytes("sealed_private_jwk"), bytes(kid));
            var state = SigningKey.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
            return new SigningKey(JWK.parse(new String(jwk, StandardCharsets.UTF_8)), state);
        } catch (BrokenSeal _) {
            throw new UnfitSetting(
                    "gatehouse.encryption-key does not open the signing key " + kid + " of this database.",
                    "Start with the encryption key under which the keys were sealed, or with an empty database.");
        } catch (ParseException cause) {
            throw new IllegalStateException("The signing key " + kid + " is damaged", cause);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
