package dev.gatehouse.auth.grant.consent;

import dev.gatehouse.auth.grant.AuthorizationRequest;
import dev.gatehouse.auth.grant.SignIn;
import dev.gatehouse.auth.token.OpaqueToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Authorization requests that wait for a person's consent. */
@Repository
public class PendingConsents {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final JsonMapper json;

    PendingConsents(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** A waiting request. */
    public record PendingConsent(
            UUID grantId, UUID clientId, UUID accountId, AuthorizationRequest request, SignIn signIn) {}

    /**
     * Keeps a request.
     *
     * @param state the value that the consent form sends back; only its digest is kept
     */
    public void add(String state, PendingConsent pending) {
        jdbc.sql("""
                        insert into pending_consent (digest, grant_id, client_id, account_id, request, sign_in,
                            expires_at)
                        values (?, ?, ?, ?, ?::jsonb, ?::jsonb, now() + ? * interval '1 second')""")
                .params(
                        OpaqueToken.digest(state),
                        pending.grantId(),
                        pending.clientId(),
                        pending.accountId(),
                        json.writeValueAsString(pending.request()),
                        json.writeValueAsString(pending.signIn()),
                        PATIENCE.toSeconds())
                .update();
    }

    /** Finds a waiting request by the value that the consent form sends back. */
    public Optional<PendingConsent> find(String state) {
        return jdbc.sql("select * from pending_consent where digest = ? and expires_at > now()")
                .param(OpaqueToken.digest(state))
                .query(this::pending)
                .optional();
    }

    /**
     * Ends the wait of a request.
     *
     * @return whether it was still waiting: of two answers the first counts
     */
    public boolean take(UUID grantId) {
        return jdbc.sql("delete from pending_consent where grant_id = ?")
                        .param(grantId)
                        .update()
                > 0;
    }

    private PendingConsent pending(ResultSet row, int number) throws SQLException {
        return new PendingConsent(
                row.getObject("grant_id", UUID.class),
                row.getObject("client_id", UUID.class),
                row.getObject("account_id", UUID.class),
                json.readValue(row.getString("request"), AuthorizationRequest.class),
                json.readValue(row.getString("sign_in"), SignIn.class));
    }
}
