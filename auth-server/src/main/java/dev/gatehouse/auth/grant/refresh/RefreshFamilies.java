package dev.gatehouse.auth.grant.refresh;

import dev.gatehouse.auth.grant.SignIn;
import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.auth.token.TokenLifetimes;
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

/**
 * Refresh tokens in the database, a row for each family. Time is the database's, so that nodes whose clocks differ decide
 * alike; rotation is one statement under the lock of the row, so that of many who race one wins.
 */
@Repository
public class RefreshFamilies {

    /**
     * The family of a token, found by the token itself or, if it was spent, by its beginning. One with a higher number
     * than the current one comes from before the database was restored, so it is unknown.
     */
    static final String FIND = """
                        select g.id, g.client_id, g.account_id, g.scopes, g.resources, g.sign_in,
                            g.status_list_id, g.status_index, g.key_thumbprint, t.sealed_successor, t.spent,
                            g.revoked_at is null and g.expires_at > now() and a.enabled
                                and (t.spent or t.expires_at > now()) as live,
                            t.spent_at > now() - :grace * interval '1 millisecond' and s.spent_at is null
                                and s.expires_at > now() as repeatable,
                            extract(epoch from coalesce(s.expires_at, t.expires_at) - now())::bigint as token_seconds,
                            extract(epoch from g.expires_at - now())::bigint as grant_seconds
                        from (
                            select grant_id, sealed_successor, expires_at,
                                digest <> :presented or spent_at is not null as spent,
                                case when digest = :presented then spent_at
                                    when predecessor = :presented then rotated_at end as spent_at,
                                case when digest = :presented then successor else digest end as successor
                            from refresh_token
                            where digest = :presented or family = :family and generation > :generation
                        ) t
                        join authorization_grant g on g.id = t.grant_id
                        join account a on a.id = g.account_id
                        left join refresh_token s on s.digest = t.successor""";

    /** Spends a token that a client may spend, by its successor, and tells of the family all that tokens say of it. */
    static final String ROTATE = """
                        update refresh_token t
                        set digest = :successor, generation = :generation, predecessor = :presented, rotated_at = now(),
                            sealed_successor = :sealed, family = :family, issued_at = now(),
                            expires_at = least(g.expires_at, now() + :seconds * interval '1 second')
                        from authorization_grant g
                        join account a on a.id = g.account_id
                        where t.digest = :presented and t.spent_at is null and t.expires_at > now()
                            and g.id = t.grant_id and g.revoked_at is null and g.expires_at > now() and a.enabled
                            and g.client_id = :client
                            and (cast(:within as text[]) is null or g.resources <@ cast(:within as text[]))
                            and (g.key_thumbprint is null or g.key_thumbprint = cast(:key as text))
                        returning g.id, g.client_id, g.account_id, g.scopes, g.resources, g.sign_in,
                            g.status_list_id, g.status_index, g.key_thumbprint,
                            extract(epoch from t.expires_at - now())::bigint as token_seconds,
                            extract(epoch from g.expires_at - now())::bigint as grant_seconds""";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TokenLifetimes lifetimes;

    RefreshFamilies(JdbcClient jdbc, JsonMapper json, TokenLifetimes lifetimes) {
        this.jdbc = jdbc;
        this.json = json;
        this.lifetimes = lifetimes;
    }

    /**
     * What a token of ours stands for, whoever presents it.
     *
     * @param live whether it could be spent now
     */
    public record Facts(
            UUID grantId, UUID clientId, UUID accountId, Set<String> scopes, boolean live, long secondsToLive) {}

    /** Returns the facts of a token; empty for one that is not ours, or was removed. */
    public Optional<Facts> facts(String presented) {
        return find(presented)
                .map(found -> new Facts(
                        found.family().grantId(),
                        found.family().clientId(),
                        found.family().accountId(),
                        found.family().scopes(),
                        found.live() && !found.spent(),
                        found.family().tokenSeconds()));
    }

    /**
     * Decides what a token is that a client presents. Whose it is comes first: a stranger learns nothing and ends
     * nothing.
     *
     * @param keyThumbprint the key that the client has proved to hold, if any
     */
    RefreshOutcome examine(String presented, String clientId, @Nullable String keyThumbprint) {
        var found = find(presented).orElse(null);
        if (found == null) {
            return new RefreshOutcome.Useless(null, "unknown token");
        }
        if (!found.family().clientId().toString().equals(clientId)) {
            return new RefreshOutcome.Useless(found.family().grantId(), "token of another client");
        }
        var bound = found.family().keyThumbprint();
        if (bound != null && !bound.equals(keyThumbprint)) {
            return new RefreshOutcome.Useless(found.family().grantId(), "no proof of the token's key");
        }
        if (!found.live()) {
            return new RefreshOutcome.Useless(
                    found.family().grantId(), found.spent() ? "grant ended, token spent" : "grant or token ended");
        }
        if (!found.spent()) {
            return new RefreshOutcome.Current(found.family());
        }
        return found.repeatable()
                ? new RefreshOutcome.Repeated(
                        found.family(), SuccessorSeal.open(found.sealedSuccessor(), new OpaqueToken(presented)))
                : new RefreshOutcome.Replayed(found.family());
    }

    /** A token in the place of the one that was spent, and its family, with what the token has to live. */
    record Rotated(OpaqueToken successor, RefreshFamily family) {}

    /**
     * Spends a token and stores its successor.
     *
     * @param keyThumbprint the key that the client has proved to hold, if any
     * @param within the resources to which the grant must be restricted, if at all; null: it may have any
     * @return empty when the token is not current, or not this client's to spend
     */
    Optional<Rotated> rotate(
            String presented,
            String clientId,
            @Nullable String keyThumbprint,
            @Nullable Set<String> within,
            Duration timeToLive) {
        return RefreshToken.read(presented)
                .flatMap(spent -> rotate(spent, clientId, keyThumbprint, within, timeToLive));
    }

    private Optional<Rotated> rotate(
            RefreshToken spent,
            String clientId,
            @Nullable String keyThumbprint,
            @Nullable Set<String> within,
            Duration timeToLive) {
        var next = spent.next();
        return jdbc.sql(ROTATE)
                .param("presented", spent.token().digest())
                .param("family", spent.first().digest())
                .param("client", UUID.fromString(clientId))
                .param("key", keyThumbprint)
                .param("within", within == null ? null : within.toArray(String[]::new))
                .param("successor", next.token().digest())
                .param("generation", next.generation())
                .param("sealed", SuccessorSeal.seal(next.token(), spent.token()))
                .param("seconds", timeToLive.toSeconds())
                .query((row, _) -> new Rotated(next.token(), family(row)))
                .optional();
    }

    /**
     * Lets a token that is not rotated live on.
     *
     * @return what it has to live, in seconds; empty when it is no longer current
     */
    Optional<Long> prolong(String presented, Duration timeToLive) {
        return jdbc.sql("""
                        update refresh_token t
                        set expires_at = least(g.expires_at, now() + :seconds * interval '1 second')
                        from authorization_grant g
                        where t.digest = :presented and t.spent_at is null and t.expires_at > now()
                            and g.id = t.grant_id and g.revoked_at is null and g.expires_at > now()
                        returning extract(epoch from t.expires_at - now())::bigint""")
                .param("presented", OpaqueToken.digest(presented))
                .param("seconds", timeToLive.toSeconds())
                .query(Long.class)
                .optional();
    }

    private Optional<Found> find(String presented) {
        return RefreshToken.read(presented)
                .flatMap(token -> jdbc.sql(FIND)
                        .param("presented", token.token().digest())
                        .param("family", token.first().digest())
                        .param("generation", token.generation())
                        .param("grace", lifetimes.refreshGracePeriod().toMillis())
                        .query(this::found)
                        .optional());
    }

    private RefreshFamily family(ResultSet row) throws SQLException {
        return new RefreshFamily(
                row.getObject("id", UUID.class),
                row.getObject("client_id", UUID.class),
                row.getObject("account_id", UUID.class),
                Set.of((String[]) row.getArray("scopes").getArray()),
                Set.of((String[]) row.getArray("resources").getArray()),
                new TokenStatus(row.getObject("status_list_id", UUID.class), row.getInt("status_index")),
                row.getString("key_thumbprint"),
                json.readValue(row.getString("sign_in"), SignIn.class),
                row.getLong("token_seconds"),
                row.getLong("grant_seconds"));
    }

    private Found found(ResultSet row, int number) throws SQLException {
        var sealed = row.getBytes("sealed_successor");
        return new Found(
                family(row),
                row.getBoolean("spent"),
                row.getBoolean("live"),
                row.getBoolean("repeatable"),
                sealed == null ? new byte[0] : sealed);
    }

    private record Found(
            RefreshFamily family, boolean spent, boolean live, boolean repeatable, byte[] sealedSuccessor) {}
}
