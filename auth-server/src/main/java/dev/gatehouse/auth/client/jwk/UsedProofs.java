package dev.gatehouse.auth.client.jwk;

import dev.gatehouse.auth.token.OpaqueToken;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Proofs and assertions that were presented, on any node: each counts once. */
@Repository
public class UsedProofs {

    private final JdbcClient jdbc;

    UsedProofs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes a proof.
     *
     * @param signer whose ids are unique: a key, by its thumbprint, or a client
     * @param keep how long it could be presented again
     * @return false when it was taken before
     */
    public boolean take(String signer, String jti, Duration keep) {
        return jdbc.sql("""
                                insert into used_proof (digest, expires_at) values (?, now() + ? * interval '1 second')
                                on conflict do nothing""")
                        .params(OpaqueToken.digest(signer + " " + jti), keep.toSeconds())
                        .update()
                > 0;
    }
}
