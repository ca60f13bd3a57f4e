package dev.gatehouse.auth.grant.code;

import dev.gatehouse.auth.grant.AuthorizationRequest;
import dev.gatehouse.auth.grant.SignIn;
import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.auth.token.TokenStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
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
    private final JsonMapper json;

    AuthorizationCodes(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
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

    /** The lives that a redemption started, in seconds. */
    record Redemption(long refreshTokenSeconds, long grantSeconds) {}

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
     * Redeems a code, makes its grant and stores the first refresh token: one statement, so one winner.
     *
     * @param refreshToken absent where the client gets none
     * @param status the bit of the grant
     * @param resources what the grant is restricted to
     * @param keyThumbprint the key that refresh tokens are bound to; absent where they are not
     * @return empty when somebody else was first, or the code expired meanwhile
     */
    Optional<Redemption> redeem(
            String presented,
            @Nullable OpaqueToken refreshToken,
            TokenStatus status,
            Set<String> resources,
            @Nullable String keyThumbprint,
            Duration refreshTimeToLive,
            Duration grantTimeToLive) {
        return jdbc.sql("""
                        with redeemed as (
                            update authorization_code set redeemed_at = now()
                            where digest = :code and redeemed_at is null and expires_at > now()
                            returning *
                        ), granted as (
                            insert into authorization_grant
                                (id, client_id, account_id, scopes, resources, sign_in, status_list_id, status_index,
                                key_thumbprint, claims, session_id, offline, created_at, expires_at)
                            select grant_id, client_id, account_id, scopes, :resources, sign_in, :list, :index,
                                :key, request -> 'parameters' ->> 'claims', sign_in ->> 'sessionId',
                                'offline_access' = any(scopes), now(), now() + :grantSeconds * interval '1 second'
                            from redeemed
                            returning id, expires_at
                        ), first as (
                            insert into refresh_token (digest, grant_id, issued_at, expires_at)
                            select cast(:refresh as bytea), id, now(),
                                least(expires_at, now() + :refreshSeconds * interval '1 second')
                            from granted where cast(:refresh as bytea) is not null
                            returning expires_at
                        )
                        select extract(epoch from granted.expires_at - now())::bigint as grant_seconds,
                            coalesce(extract(epoch from (select expires_at from first) - now()), 0)::bigint
                                as refresh_seconds
                        from granted""")
                .param("code", OpaqueToken.digest(presented))
                .param("refresh", refreshToken == null ? null : refreshToken.digest())
                .param("list", status.list())
                .param("index", status.index())
                .param("key", keyThumbprint)
                .param("resources", resources.toArray(String[]::new))
                .param("refreshSeconds", refreshTimeToLive.toSeconds())
                .param("grantSeconds", grantTimeToLive.toSeconds())
                .query((row, _) -> new Redemption(row.getLong("refresh_seconds"), row.getLong("grant_seconds")))
                .optional();
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
