package dev.gatehouse.auth.grant;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.token.Confirmation;
import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.auth.token.TokenStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.stereotype.Repository;

/** Makes grants of what is spent for them: one statement does both, so there is one winner and nothing between. */
@Repository
public class NewGrants {

    /** Reads the lives that have begun from what {@link #add} answers. */
    public static final RowMapper<Lives> LIVES =
            (row, _) -> new Lives(row.getLong("refresh_seconds"), row.getLong("grant_seconds"));

    private final JdbcClient jdbc;

    NewGrants(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A grant to be.
     *
     * @param refreshToken its first one; absent where the client gets none
     * @param status its bit
     * @param resources what it is restricted to
     * @param keyThumbprint the key that refresh tokens are bound to; absent where they are not
     */
    public record NewGrant(
            @Nullable OpaqueToken refreshToken,
            TokenStatus status,
            Set<String> resources,
            @Nullable String keyThumbprint,
            Duration refreshTimeToLive,
            Duration timeToLive) {

        /**
         * Makes a grant to the client of a request, with a refresh token if the client is registered for it.
         *
         * @param key what the client has proved to hold, if anything; refresh tokens of a public client are bound to it
         */
        public static NewGrant of(
                TokenRequest request, TokenStatus status, Set<String> resources, @Nullable Confirmation key) {
            var client = request.client();
            var refreshed = client.getAuthorizationGrantTypes().contains(AuthorizationGrantType.REFRESH_TOKEN);
            return new NewGrant(
                    refreshed ? OpaqueToken.Kind.REFRESH_TOKEN.generate() : null,
                    status,
                    resources,
                    request.isPublic() && key != null ? key.thumbprint() : null,
                    client.getTokenSettings().getRefreshTokenTimeToLive(),
                    ClientPolicy.grantTimeToLive(client));
        }
    }

    /** The lives that have begun, in seconds. */
    public record Lives(long refreshTokenSeconds, long grantSeconds) {

        /** Returns the refresh token as the client is to get it; absent where it gets none. */
        public TokenRequest.@Nullable RefreshAnswer answer(NewGrant grant) {
            return grant.refreshToken() == null
                    ? null
                    : new TokenRequest.RefreshAnswer(
                            Objects.requireNonNull(grant.refreshToken().value()), refreshTokenSeconds, grantSeconds);
        }
    }

    /**
     * Spends something and makes the grant.
     *
     * @param spending a statement that spends it and returns {@code grant_id}, {@code client_id}, {@code account_id},
     *     {@code scopes}, {@code sign_in} and {@code claims}; no row if there is nothing to be spent any more
     * @param parameters those of the statement
     * @return empty when somebody else was first
     */
    public Optional<Lives> add(String spending, Map<String, ?> parameters, NewGrant grant) {
        return add(spending, parameters, grant, LIVES);
    }

    /**
     * Spends something, makes the grant, and tells what was spent.
     *
     * @param made reads {@link #LIVES} and all that the spending statement returns
     */
    public <T> Optional<T> add(String spending, Map<String, ?> parameters, NewGrant grant, RowMapper<T> made) {
        return jdbc.sql("with spent as (" + spending + """
                        ), granted as (
                            insert into authorization_grant
                                (id, client_id, account_id, scopes, resources, sign_in, status_list_id, status_index,
                                key_thumbprint, claims, session_id, offline, created_at, expires_at)
                            select grant_id, client_id, account_id, scopes, :resources, sign_in, :list, :index,
                                :key, claims, sign_in ->> 'sessionId', 'offline_access' = any(scopes), now(),
                                now() + :grantSeconds * interval '1 second'
                            from spent
                            returning id, expires_at
                        ), first as (
                            insert into refresh_token (digest, grant_id, issued_at, expires_at)
                            select cast(:refresh as bytea), id, now(),
                                least(expires_at, now() + :refreshSeconds * interval '1 second')
                            from granted where cast(:refresh as bytea) is not null
                            returning expires_at
                        )
                        select spent.*, extract(epoch from granted.expires_at - now())::bigint as grant_seconds,
                            coalesce(extract(epoch from (select expires_at from first) - now()), 0)::bigint
                                as refresh_seconds
                        from granted, spent""")
                .params(parameters)
                .param(
                        "refresh",
                        grant.refreshToken() == null
                                ? null
                                : grant.refreshToken().digest())
                .param("list", grant.status().list())
                .param("index", grant.status().index())
                .param("key", grant.keyThumbprint())
                .param("resources", grant.resources().toArray(String[]::new))
                .param("refreshSeconds", grant.refreshTimeToLive().toSeconds())
                .param("grantSeconds", grant.timeToLive().toSeconds())
                .query(made)
                .optional();
    }
}
