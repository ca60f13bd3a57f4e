package dev.gatehouse.auth.grant.code;

import dev.gatehouse.auth.grant.AuthorizationRequest;
import dev.gatehouse.auth.grant.NewGrants;
import dev.gatehouse.auth.grant.SignIn;
import dev.gatehouse.auth.token.OpaqueToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Authorization codes in the database; the database decides who redeems one. */
@Repository
public class AuthorizationCodes {

    private final JdbcClient jdbc;
    private final NewGrants grants;
    private final JsonMapper json;

    AuthorizationCodes(JdbcClient jdbc, NewGrants grants, JsonMapper json) {
        this.jdbc = jdbc;
        this.grants = grants;
        this.json = json;
    }

    /**
     * A code and what it stands for.
     *
     * @param redeemed whether it was traded for tokens before
     */
    public record AuthorizationCode(
            UUID grantId,
            UUID clientId,
            UUID accountId,
            AuthorizationRequest request,
            Set<String> scopes,
            SignIn signIn,
            boolean redeemed,
            boolean expired,
            boolean accountEnabled) {}

    /**
     * Stores a new code, unless the browser session has ended meanwhile: its row is locked, so that whoever ends
     * everything of a person either sees this code or keeps it from being stored.
     *
     * @param value the code itself, of which only the digest is kept
     * @param sessionKey the id of the browser session
     * @return whether it was stored
     */
    public boolean issue(
            String value,
            String sessionKey,
            UUID grantId,
            UUID clientId,
            UUID accountId,
            AuthorizationRequest request,
            Set<String> scopes,
            SignIn signIn,
            Duration timeToLive) {
        return jdbc.sql("""
                        with session as materialized (
                            select 1 from spring_session where session_id = ? for key share
                        )
                        insert into authorization_code (digest, grant_id, client_id, account_id, request, scopes,
                            sign_in, issued_at, expires_at)
                        select ?, ?, ?, ?, ?::jsonb, ?, ?::jsonb, now(), now() + ? * interval '1 second' from session""")
                        .params(
                                sessionKey,
                                OpaqueToken.digest(value),
                                grantId,
                                clientId,
                                accountId,
                                json.writeValueAsString(request),
                                scopes.toArray(String[]::new),
                                json.writeValueAsString(signIn),
                                timeToLive.toSeconds())
                        .update()
                > 0;
    }

    Optional<AuthorizationCode> find(String presented) {
        return jdbc.sql("""
                        select c.*, c.redeemed_at is not null as redeemed, c.expires_at <= now() as expired, a.enabled
                        from authorization_code c join account a on a.id = c.account_id where c.digest = ?""")
                .param(OpaqueToken.digest(presented))
                .query(this::code)
                .optional();
    }

    /**
     * Redeems a code for its grant.
     *
     * @return empty when somebody else was first, or the code expired meanwhile
     */
    Optional<NewGrants.Lives> redeem(String presented, NewGrants.NewGrant grant) {
        return grants.add("""
                update authorization_code set redeemed_at = now()
                where digest = :code and redeemed_at is null and expires_at > now()
                returning *, request -> 'parameters' ->> 'claims' as claims""", Map.of("code", OpaqueToken.digest(presented)), grant);
    }

    /** A code that was traded just now, and the lives of the grant that it was traded for. */
    record Redeemed(AuthorizationCode code, NewGrants.Lives lives) {}

    /**
     * Redeems a code of which nothing has to be known first: a request without proofs and resources is decided by the
     * client, the challenge and the redirect URI, and its answer needs nothing that would have to be read.
     *
     * @return empty when the code is not there, not this client's, or was made for more than that
     */
    Optional<Redeemed> redeemAtOnce(
            String presented, UUID clientId, String challenge, @Nullable String redirectUri, NewGrants.NewGrant grant) {
        var parameters = new HashMap<String, @Nullable Object>();
        parameters.put("code", OpaqueToken.digest(presented));
        parameters.put("client", clientId);
        parameters.put("challenge", challenge);
        parameters.put("redirect", redirectUri);
        return grants.add(
                """
                update authorization_code c set redeemed_at = now()
                from account a
                where c.digest = :code and c.redeemed_at is null and c.expires_at > now()
                    and a.id = c.account_id and a.enabled and c.client_id = :client
                    and c.request -> 'parameters' ->> 'code_challenge' = :challenge
                    and coalesce(c.request ->> 'redirectUri', :redirect) is not distinct from :redirect
                    and c.request -> 'parameters' -> 'dpop_jkt' is null
                    and c.request -> 'parameters' -> 'resource' is null
                    and c.request -> 'parameters' -> 'claims' is null
                returning c.*, null as claims,
                    false as redeemed, false as expired, a.enabled""",
                parameters,
                grant,
                (row, number) -> new Redeemed(code(row, number), NewGrants.LIVES.mapRow(row, number)));
    }

    private AuthorizationCode code(ResultSet row, int number) throws SQLException {
        return new AuthorizationCode(
                row.getObject("grant_id", UUID.class),
                row.getObject("client_id", UUID.class),
                row.getObject("account_id", UUID.class),
                json.readValue(row.getString("request"), AuthorizationRequest.class),
                Set.of((String[]) row.getArray("scopes").getArray()),
                json.readValue(row.getString("sign_in"), SignIn.class),
                row.getBoolean("redeemed"),
                row.getBoolean("expired"),
                row.getBoolean("enabled"));
    }
}
