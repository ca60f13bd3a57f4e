package dev.gatehouse.web.token;

import dev.gatehouse.platform.id.TimeOrderedId;
import dev.gatehouse.platform.seal.EncryptionKey;
import dev.gatehouse.platform.seal.Seal;
import dev.gatehouse.platform.session.SignedInSession;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Token sets in the database, shared by all nodes, each sealed for its row. */
@Repository
class TokenSetStore {

    /** Whoever holds the lease for longer says so meanwhile; after it, they have died. */
    private static final Duration LEASE = Duration.ofSeconds(10);

    /** How long a set whose refresh token has no known end is kept. */
    private static final Duration UNKNOWN_LIFE = Duration.ofDays(30);

    /** How long an ended set is kept, so that the visitor can be told what happened. */
    private static final Duration KEPT_AFTER_END = Duration.ofDays(1);

    /** So many refreshes of a set, the last ones. */
    private static final int REMEMBERED = 50;

    private static final int BATCH = 1_000;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Seal seal;
    private final TransactionTemplate transaction;
    private final Clock clock;

    TokenSetStore(JdbcClient jdbc, JsonMapper json, EncryptionKey key, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.seal = key.seal("token sets");
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * A stored set.
     *
     * @param version counts the refreshes, from 0
     */
    record Stored(UUID id, TokenSet tokens, int version) {}

    /** When the tokens of a version came, and how long its access token lived. */
    record Event(int version, Instant at, Instant accessTokenExpiresAt) {}

    UUID add(TokenSet tokens) {
        var id = TimeOrderedId.next();
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("insert into token_set (id, sealed, version, expires_at) values (?, ?, 0, ?)")
                    .params(id, sealed(id, tokens), end(tokens))
                    .update();
            record(id, 0, tokens);
        });
        return id;
    }

    Optional<Stored> find(UUID id) {
        return jdbc.sql("select * from token_set where id = ?")
                .param(id)
                .query(this::stored)
                .optional();
    }

    /**
     * Takes the right to refresh this version.
     *
     * @return when the right ends; empty when somebody else has it
     */
    Optional<OffsetDateTime> lease(UUID id, int version) {
        return jdbc.sql("""
                        update token_set set leased_until = now() + ? * interval '1 second'
                        where id = ? and version = ? and (leased_until is null or leased_until <= now())
                        returning leased_until""")
                .params(LEASE.toSeconds(), id, version)
                .query(OffsetDateTime.class)
                .optional();
    }

    /**
     * Goes on holding a right.
     *
     * @return when it ends now; empty when it is somebody else's by now
     */
    Optional<OffsetDateTime> prolong(UUID id, OffsetDateTime lease) {
        return jdbc.sql("""
                        update token_set set leased_until = now() + ? * interval '1 second'
                        where id = ? and leased_until = ? returning leased_until""")
                .params(LEASE.toSeconds(), id, lease)
                .query(OffsetDateTime.class)
                .optional();
    }

    /** Gives back a right; one that ended meanwhile may be somebody else's by now, and stays. */
    void release(UUID id, OffsetDateTime lease) {
        jdbc.sql("update token_set set leased_until = null where id = ? and leased_until = ?")
                .params(id, lease)
                .update();
    }

    /** Stores what a refresh brought, as the next version. */
    void replace(UUID id, int version, TokenSet tokens) {
        transaction.executeWithoutResult(_ -> {
            var replaced = jdbc.sql("""
                            update token_set set sealed = ?, version = version + 1, leased_until = null, expires_at = ?
                            where id = ? and version = ?""")
                    .params(sealed(id, tokens), end(tokens), id, version)
                    .update();
            if (replaced > 0) {
                record(id, version + 1, tokens);
            }
        });
    }

    /**
     * Notes whose tokens these are.
     *
     * @param sessionKey under which the browser session is stored here
     * @param issuerSession the {@code sid} at the issuer, if it has told
     */
    void belongsTo(UUID id, String sessionKey, String subject, @Nullable String issuerSession) {
        jdbc.sql("update token_set set session_key = ?, subject = ?, issuer_session = ? where id = ?")
                .param(sessionKey)
                .param(subject)
                .param(issuerSession)
                .param(id)
                .update();
    }

    /**
     * Ends the browser sessions, on whichever node, that came from a session at the issuer, or all of a person. Where a
     * sign-in has begun in one, that alone is left of it: whoever signs in now may be the reason for which the issuer
     * ended the session before.
     *
     * @return how many there were
     */
    int end(String subject, @Nullable String issuerSession) {
        return jdbc.sql("""
                        with gone as (
                            delete from token_set
                            where case when cast(:session as text) is null then subject = :subject
                                else issuer_session = :session end
                            returning cast(session_key as char(36)) as session_key
                        ), signing_in as (
                            select distinct primary_id from spring_session
                            join spring_session_attributes on session_primary_id = primary_id
                            where session_id in (select session_key from gone) and starts_with(attribute_name, :begun)
                        ), emptied as (
                            delete from spring_session_attributes
                            where session_primary_id in (select primary_id from signing_in)
                                and not starts_with(attribute_name, :begun)
                        ), left_alone as (
                            update spring_session
                            set principal_name = null, last_access_time = :now, max_inactive_interval = :seconds,
                                expiry_time = :now + :seconds * 1000
                            where primary_id in (select primary_id from signing_in)
                        ), ended as (
                            delete from spring_session
                            where session_id in (select session_key from gone)
                                and primary_id not in (select primary_id from signing_in)
                        )
                        select count(*) from gone""")
                .param("session", issuerSession)
                .param("subject", subject)
                .param("begun", SessionTokens.BEGUN_SIGN_IN)
                .param("now", clock.millis())
                .param("seconds", SignedInSession.BEFORE_SIGN_IN.toSeconds())
                .query(Integer.class)
                .single();
    }

    void remove(UUID id) {
        jdbc.sql("delete from token_set where id = ?").param(id).update();
    }

    List<Event> history(UUID id) {
        return jdbc.sql("select version, at, access_token_expires_at from token_event where token_set_id = ?"
                        + " order by version desc")
                .param(id)
                .query((row, _) -> new Event(
                        row.getInt("version"),
                        row.getTimestamp("at").toInstant(),
                        row.getTimestamp("access_token_expires_at").toInstant()))
                .list();
    }

    /** Removes sets that can't be refreshed any more, a few at a time. */
    @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT1M")
    void removeExpired() {
        int removed = BATCH;
        while (removed == BATCH) {
            removed = jdbc.sql("""
                            delete from token_set where id in (
                                select id from token_set where expires_at < now() order by expires_at limit ?
                                for update skip locked)""").param(BATCH).update();
        }
    }

    private void record(UUID id, int version, TokenSet tokens) {
        jdbc.sql("""
                        with long_ago as (
                            delete from token_event where token_set_id = :id and version <= :version - :remembered
                        )
                        insert into token_event (token_set_id, version, at, access_token_expires_at)
                        values (:id, :version, now(), :end)""")
                .param("id", id)
                .param("version", version)
                .param("remembered", REMEMBERED)
                .param("end", Timestamp.from(tokens.accessTokenExpiresAt()))
                .update();
    }

    private static Timestamp end(TokenSet tokens) {
        var end = tokens.refreshTokenExpiresAt();
        return Timestamp.from(end == null ? tokens.accessTokenIssuedAt().plus(UNKNOWN_LIFE) : end.plus(KEPT_AFTER_END));
    }

    private byte[] sealed(UUID id, TokenSet tokens) {
        return seal.seal(json.writeValueAsBytes(tokens), place(id));
    }

    private Stored stored(ResultSet row, int number) throws SQLException {
        var id = row.getObject("id", UUID.class);
        var tokens = json.readValue(seal.open(row.getBytes("sealed"), place(id)), TokenSet.class);
        return new Stored(id, tokens, row.getInt("version"));
    }

    private static byte[] place(UUID id) {
        return id.toString().getBytes(StandardCharsets.UTF_8);
    }
}
