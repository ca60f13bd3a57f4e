package dev.gatehouse.auth.grant.proof;

import dev.gatehouse.auth.token.OpaqueToken;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Proofs that were presented, on any node. */
@Repository
class UsedProofs {

    private final JdbcClient jdbc;

    UsedProofs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes a proof.
     *
     * @param keep how long it could be presented again
     * @return false when it was taken before
     */
    boolean take(String keyThumbprint, String jti, Duration keep) {
        return jdbc.sql("""
                                insert into used_proof (digest, expires_at) values (?, now() + ? * interval '1 second')
                                on conflict do nothing""")
                        .params(OpaqueToken.digest(keyThumbprint + " " + jti), keep.toSeconds())
                        .update()
                > 0;
    }
}
