package dev.gatehouse.auth.grant.device;

import dev.gatehouse.auth.grant.NewGrants;
import dev.gatehouse.auth.grant.SignIn;
import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.platform.id.TimeOrderedId;
import dev.gatehouse.platform.seal.Authenticator;
import dev.gatehouse.platform.seal.EncryptionKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Device codes in the database; the database decides who answers one, and who redeems it. */
@Repository
class DeviceCodes {

    private static final int MISTAKES = 10;
    private static final Duration MEMORY = Duration.ofMinutes(15);

    private final JdbcClient jdbc;
    private final NewGrants grants;
    private final JsonMapper json;
    private final Authenticator userCodes;

    DeviceCodes(JdbcClient jdbc, NewGrants grants, JsonMapper json, EncryptionKey key) {
        this.jdbc = jdbc;
        this.grants = grants;
        this.json = json;
        this.userCodes = key.authenticator("user code");
    }

    /** A device that waits. */
    record Waiting(UUID grantId, UUID clientId, Set<String> scopes) {}

    /**
     * A device that asks whether it was let in.
     *
     * @param hasty whether it asked sooner than it may
     * @param accountId who let it in; absent if nobody did
     * @param decided whether anybody has answered
     */
    record Polling(
            UUID grantId,
            UUID clientId,
            Set<String> scopes,
            Set<String> resources,
            boolean hasty,
            boolean expired,
            boolean decided,
            boolean redeemed,
            @Nullable UUID accountId,
            @Nullable SignIn signIn) {}

    void add(
            String deviceCode,
            UserCode userCode,
            UUID clientId,
            Set<String> scopes,
            Set<String> resources,
            DeviceSettings settings) {
        jdbc.sql("""
                        insert into device_code (digest, user_code, grant_id, client_id, scopes, resources, created_at,
                            expires_at, pause_seconds)
                        values (?, ?, ?, ?, ?, ?, now(), now() + ? * interval '1 second', ?)""")
                .params(
                        OpaqueToken.digest(deviceCode),
                        userCodes.code(userCode.letters()),
                        TimeOrderedId.next(),
                        clientId,
                        scopes.toArray(String[]::new),
                        resources.toArray(String[]::new),
                        settings.timeToLive().toSeconds(),
                        settings.pollingInterval().toSeconds())
                .update();
    }

    /** Finds the device that shows a code, if it still waits. */
    Optional<Waiting> find(UserCode code) {
        return jdbc.sql("""
                        select grant_id, client_id, scopes from device_code
                        where user_code = ? and decided_at is null and expires_at > now()""")
                .param(userCodes.code(code.letters()))
                .query((row, _) -> new Waiting(
                        row.getObject("grant_id", UUID.class), row.getObject("client_id", UUID.class), Set.of((String[])
                                row.getArray("scopes").getArray())))
                .optional();
    }

    /** Tells whether an account has typed too many codes that are none. */
    boolean isSuspicious(UUID accountId) {
        return jdbc.sql("""
                                select count(*) from mistyped_user_code
                                where account_id = ? and times >= ? and since > now() - ? * interval '1 second'""")
                        .params(accountId, MISTAKES, MEMORY.toSeconds())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    void noteMistake(UUID accountId) {
        jdbc.sql("""
                        insert into mistyped_user_code as m (account_id, since, times) values (:account, now(), 1)
                        on conflict (account_id) do update set
                            since = case when m.since > now() - :memory * interval '1 second'
                                then m.since else now() end,
                            times = case when m.since > now() - :memory * interval '1 second'
                                then m.times + 1 else 1 end""")
                .param("account", accountId)
                .param("memory", MEMORY.toSeconds())
                .update();
    }

    /**
     * Answers a device; of two answers the first counts. As with a new code, the row of the browser session is locked, so
     * that whoever ends everything of a person either sees this answer or keeps it from being given.
     *
     * @param sessionKey the id of the browser session
     * @param accountId who lets it in; absent: it is refused
     * @return whether it still waited, and the session still was
     */
    boolean decide(String sessionKey, UserCode code, @Nullable UUID accountId, @Nullable SignIn signIn) {
        return jdbc.sql("""
                                with session as materialized (
                                    select 1 from spring_session where session_id = ? for key share
                                )
                                update device_code set decided_at = now(), account_id = ?, sign_in = ?::jsonb
                                from session
                                where user_code = ? and decided_at is null and expires_at > now()""")
                        .param(sessionKey)
                        .param(accountId)
                        .param(signIn == null ? null : json.writeValueAsString(signIn))
                        .param(userCodes.code(code.letters()))
                        .update()
                > 0;
    }

    /** Notes that a device asks; one that asks too soon must wait longer from now on (RFC 8628, section 3.5). */
    Optional<Polling> poll(String deviceCode) {
        return jdbc.sql("""
                        with before as (
                            select digest, coalesce(polled_at > now() - pause_seconds * interval '1 second', false) as hasty
                            from device_code where digest = ? for update
                        )
                        update device_code d set polled_at = now(),
                            pause_seconds = pause_seconds + case when before.hasty then 5 else 0 end
                        from before where d.digest = before.digest
                        returning d.*, before.hasty, d.expires_at <= now() as expired""")
                .param(OpaqueToken.digest(deviceCode))
                .query(this::polling)
                .optional();
    }

    private Polling polling(ResultSet row, int number) throws SQLException {
        var signIn = row.getString("sign_in");
        return new Polling(
                row.getObject("grant_id", UUID.class),
                row.getObject("client_id", UUID.class),
                Set.of((String[]) row.getArray("scopes").getArray()),
                Set.of((String[]) row.getArray("resources").getArray()),
                row.getBoolean("hasty"),
                row.getBoolean("expired"),
                row.getTimestamp("decided_at") != null,
                row.getTimestamp("redeemed_at") != null,
                row.getObject("account_id", UUID.class),
                signIn == null ? null : json.readValue(signIn, SignIn.class));
    }

    /** Redeems a code for its grant; empty when somebody else was first, or the account was closed meanwhile. */
    Optional<NewGrants.Lives> redeem(String deviceCode, NewGrants.NewGrant grant) {
        return grants.add("""
                update device_code d set redeemed_at = now() from account a
                where d.digest = :code and d.redeemed_at is null and d.expires_at > now()
                    and a.id = d.account_id and a.enabled
                returning d.*, null as claims""", Map.of("code", Objects.requireNonNull(OpaqueToken.digest(deviceCode))), grant);
    }
}
