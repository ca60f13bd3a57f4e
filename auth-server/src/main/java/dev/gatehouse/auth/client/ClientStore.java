package dev.gatehouse.auth.client;

import dev.gatehouse.platform.id.TimeOrderedId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Registered clients in the database. */
@Repository
public class ClientStore {

    private static final String SELECT = """
            select c.id, c.client_id, c.name, c.settings, c.created_at, c.tokens_ended_at,
                (select min(s.expires_at) from client_secret s where s.client_id = c.id
                    and s.expires_at > now()) as secrets_change_at,
                array(select s.encoded from client_secret s where s.client_id = c.id
                    and (s.expires_at is null or s.expires_at > now()) order by s.created_at desc, s.id desc) as secrets
            from client c where\s""";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    ClientStore(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    public Optional<Client> findById(UUID id) {
        return jdbc.sql(SELECT + "c.enabled and c.id = ?")
                .param(id)
                .query(this::client)
                .optional();
    }

    public Optional<Client> findByClientId(String clientId) {
        return jdbc.sql(SELECT + "c.enabled and c.client_id = ?")
                .param(clientId)
                .query(this::client)
                .optional();
    }

    /** Finds what is stored of a client, also of one that is out of service: what people allowed it is stored too. */
    public Optional<Client> findStored(String clientId) {
        return jdbc.sql(SELECT + "c.client_id = ?")
                .param(clientId)
                .query(this::client)
                .optional();
    }

    /** Writes what the configuration says of a client, and answers its id. */
    UUID declare(String clientId, String name, ClientMetadata metadata) {
        var now = Timestamp.from(clock.instant());
        return jdbc.sql("""
                        insert into client (id, client_id, name, source, settings, created_at, updated_at)
                        values (?, ?, ?, 'configuration', ?::jsonb, ?, ?)
                        on conflict (client_id) do update set name = excluded.name, source = excluded.source,
                            settings = excluded.settings, updated_at = excluded.updated_at, enabled = true
                        returning id""")
                .params(TimeOrderedId.next(), clientId, name, json.writeValueAsString(metadata), now, now)
                .query(UUID.class)
                .single();
    }

    /** Adds a client that nobody declared, and answers its id. */
    public UUID add(String clientId, String name, String source, ClientMetadata metadata) {
        var now = Timestamp.from(clock.instant());
        return jdbc.sql("""
                        insert into client (id, client_id, name, source, settings, created_at, updated_at)
                        values (?, ?, ?, ?, ?::jsonb, ?, ?) returning id""")
                .params(TimeOrderedId.next(), clientId, name, source, json.writeValueAsString(metadata), now, now)
                .query(UUID.class)
                .single();
    }

    /** Adds a client of a source, or replaces what is known of it; one of another source stays as it is. */
    public void put(String clientId, String name, String source, ClientMetadata metadata) {
        var now = Timestamp.from(clock.instant());
        jdbc.sql("""
                        insert into client (id, client_id, name, source, settings, created_at, updated_at)
                        values (?, ?, ?, ?, ?::jsonb, ?, ?)
                        on conflict (client_id) do update set name = excluded.name, settings = excluded.settings,
                            updated_at = excluded.updated_at, enabled = true
                        where client.source = excluded.source""")
                .params(TimeOrderedId.next(), clientId, name, source, json.writeValueAsString(metadata), now, now)
                .update();
    }

    /** Replaces what is known of a client. */
    public void update(UUID id, String name, ClientMetadata metadata) {
        jdbc.sql("update client set name = ?, settings = ?::jsonb, updated_at = ? where id = ?")
                .params(name, json.writeValueAsString(metadata), Timestamp.from(clock.instant()), id)
                .update();
    }

    /** Tells whether a client comes from elsewhere than a source. */
    public boolean isOfOther(String clientId, String source) {
        return jdbc.sql("select count(*) from client where client_id = ? and source <> ? and enabled")
                        .params(clientId, source)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Tells whether there is a client of which something was heard lately. */
    public boolean isKnownSince(String clientId, Duration lately) {
        return jdbc.sql("""
                                select count(*) from client
                                where client_id = ? and enabled and updated_at > now() - ? * interval '1 second'""")
                        .params(clientId, lately.toSeconds())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Takes a client of a source out of service. */
    public void disable(String clientId, String source) {
        jdbc.sql("update client set enabled = false, updated_at = ? where client_id = ? and source = ? and enabled")
                .params(Timestamp.from(clock.instant()), clientId, source)
                .update();
    }

    /** Takes all clients of a source out of service. */
    public void disableAll(String source) {
        jdbc.sql("update client set enabled = false, updated_at = ? where source = ? and enabled")
                .params(Timestamp.from(clock.instant()), source)
                .update();
    }

    /** Counts the live clients of one source. */
    public long count(String source) {
        return jdbc.sql("select count(*) from client where source = ? and enabled")
                .param(source)
                .query(Long.class)
                .single();
    }

    /** Takes a client out of service; its row goes when nothing refers to it any more. */
    public void disable(UUID id) {
        jdbc.sql("update client set enabled = false, updated_at = ? where id = ?")
                .params(Timestamp.from(clock.instant()), id)
                .update();
    }

    /**
     * Adds a secret. Of the others the newest lives on for the overlap, so that at most two are live.
     *
     * @param overlap zero ends the others at once
     */
    public void addSecret(UUID id, String encoded, Duration overlap) {
        jdbc.sql("select id from client where id = ? for no key update")
                .param(id)
                .query(UUID.class)
                .single();
        dropAllSecretsButNewest(id);
        jdbc.sql("update client_secret set expires_at = now() + ? * interval '1 second' where client_id = ?")
                .params(overlap.toSeconds(), id)
                .update();
        jdbc.sql("insert into client_secret (id, client_id, encoded, created_at) values (?, ?, ?, ?)")
                .params(TimeOrderedId.next(), id, encoded, Timestamp.from(clock.instant()))
                .update();
    }

    void dropAllSecretsButNewest(UUID id) {
        jdbc.sql("""
                        delete from client_secret where client_id = ? and id <> (
                            select id from client_secret where client_id = ? order by created_at desc, id desc limit 1)""").params(id, id).update();
    }

    void dropSecrets(UUID id) {
        jdbc.sql("delete from client_secret where client_id = ?").param(id).update();
    }

    /** A client that the configuration no longer names gets nothing any more; what it was granted is kept. */
    void disableDeclaredExcept(List<String> clientIds) {
        jdbc.sql("""
                        update client set enabled = false, updated_at = ?
                        where source = 'configuration' and enabled and client_id <> all (?)""")
                .params(Timestamp.from(clock.instant()), clientIds.toArray(String[]::new))
                .update();
    }

    private Client client(ResultSet row, int number) throws SQLException {
        return new Client(
                row.getObject("id", UUID.class),
                row.getString("client_id"),
                row.getString("name"),
                List.of((String[]) row.getArray("secrets").getArray()),
                json.readValue(row.getString("settings"), ClientMetadata.class),
                row.getTimestamp("created_at").toInstant(),
                instant(row.getTimestamp("tokens_ended_at")),
                instant(row.getTimestamp("secrets_change_at")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
