package dev.gatehouse.auth.token.status;

import dev.gatehouse.auth.token.TokenStatus;
import dev.gatehouse.platform.id.TimeOrderedId;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Status lists in the database: who may give out which bits, and which bits are set. */
@Repository
public class StatusLists {

    /** Bits of a list; with none set, a list is less than a kilobyte on the wire. */
    static final int CAPACITY = 1 << 20;

    /** A transaction that began before we looked may commit after; none lives longer than this. */
    private static final Duration LATE_COMMITS = Duration.ofSeconds(30);

    private final JdbcClient jdbc;

    StatusLists(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whose tokens the bits of a list belong to, which tells how long the list must be kept. */
    enum Kind {
        /** Grants: one bit for the life of each. */
        GRANT,
        /** Tokens that a client got for itself: one bit for each, for minutes. */
        CLIENT;

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Bits of one list, and until when tokens may name them. */
    record Lease(UUID list, int first, int size, Instant listExpiresAt) {}

    /** The bits that were set since a moment of the database's clock, and the moment to ask from next. */
    record Changes(BitSet set, Instant asOf) {}

    /**
     * Leases bits to this node. The client's row is locked meanwhile: whoever ends all tokens of the client either sees
     * these bits or comes before them.
     *
     * @param clientId whose tokens will carry them; absent for grants
     * @param life how long from now tokens may name them, at least
     */
    Lease lease(Kind kind, @Nullable UUID clientId, int size, Duration life) {
        return leaseOpen(kind, clientId, size, life).orElseGet(() -> leaseNew(kind, clientId, size, life));
    }

    private Optional<Lease> leaseOpen(Kind kind, @Nullable UUID clientId, int size, Duration life) {
        return jdbc.sql("""
                        with owner as materialized (
                            select id from client where id = cast(:client as uuid) for share
                        ), open as (
                            select id from status_list
                            where kind = :kind and next_index <= :capacity - :size and expires_at > now()
                            order by created_at limit 1 for update skip locked
                        ), leased as (
                            update status_list l set next_index = l.next_index + :size,
                                expires_at = greatest(l.expires_at, now() + :seconds * interval '1 second')
                            from open where l.id = open.id
                            returning l.id, l.next_index - :size as first_index, l.expires_at
                        ), block as (
                            insert into status_block (list_id, first_index, size, client_id, leased_at)
                            select id, first_index, :size, cast(:client as uuid), now() from leased
                            where (select count(*) from owner) >= 0
                        )
                        select id, first_index, expires_at from leased""")
                .param("kind", kind.text())
                .param("capacity", CAPACITY)
                .param("size", size)
                .param("seconds", life.toSeconds())
                .param("client", clientId)
                .query((row, _) -> new Lease(
                        row.getObject("id", UUID.class),
                        row.getInt("first_index"),
                        size,
                        row.getTimestamp("expires_at").toInstant()))
                .optional();
    }

    private Lease leaseNew(Kind kind, @Nullable UUID clientId, int size, Duration life) {
        return jdbc.sql("""
                        with owner as materialized (
                            select id from client where id = cast(:client as uuid) for share
                        ), made as (
                            insert into status_list (id, kind, next_index, created_at, expires_at)
                            values (:id, :kind, :size, now(), now() + :seconds * interval '1 second')
                            returning id, expires_at
                        ), block as (
                            insert into status_block (list_id, first_index, size, client_id, leased_at)
                            select id, 0, :size, cast(:client as uuid), now() from made
                            where (select count(*) from owner) >= 0
                        )
                        select id, expires_at from made""")
                .param("id", TimeOrderedId.next())
                .param("kind", kind.text())
                .param("size", size)
                .param("seconds", life.toSeconds())
                .param("client", clientId)
                .query((row, _) -> new Lease(
                        row.getObject("id", UUID.class),
                        0,
                        size,
                        row.getTimestamp("expires_at").toInstant()))
                .single();
    }

    /** Sets one bit. */
    public void revoke(TokenStatus status) {
        jdbc.sql("insert into revoked_status (list_id, index, revoked_at) values (?, ?, now()) on conflict do nothing")
                .params(status.list(), status.index())
                .update();
    }

    /** Sets the bits of all tokens that a client got for itself until now. */
    public void revokeAllOf(UUID clientId) {
        jdbc.sql("update status_block set revoked_at = now() where client_id = ? and revoked_at is null")
                .param(clientId)
                .update();
    }

    /** Tells whether a bit is set; true also for a bit that nobody gave out. */
    public boolean isRevoked(TokenStatus status) {
        return areRevoked(List.of(status)).getFirst();
    }

    /** Tells of each bit whether it is set. */
    List<Boolean> areRevoked(List<TokenStatus> statuses) {
        return jdbc.sql("""
                        select exists(select from revoked_status r where r.list_id = asked.list and r.index = asked.index)
                            or coalesce((select revoked_at is not null or first_index + size <= asked.index
                                from status_block b where b.list_id = asked.list and b.first_index <= asked.index
                                order by first_index desc limit 1), true)
                        from unnest(:lists, :indexes) with ordinality as asked (list, index, place) order by place""")
                .param("lists", statuses.stream().map(TokenStatus::list).toArray(UUID[]::new), Types.ARRAY)
                .param("indexes", statuses.stream().map(TokenStatus::index).toArray(Integer[]::new), Types.ARRAY)
                .query((row, _) -> row.getBoolean(1))
                .list();
    }

    /** Returns when a list may be forgotten; empty if there is no such list. */
    Optional<Instant> expiry(UUID list) {
        return jdbc.sql("select expires_at from status_list where id = ?")
                .param(list)
                .query((row, _) -> row.getTimestamp(1).toInstant())
                .optional();
    }

    /**
     * Returns the bits that were set since a moment.
     *
     * @param since null for all
     */
    Changes changes(UUID list, @Nullable Instant since) {
        var from = Timestamp.from(since == null ? Instant.EPOCH : since.minus(LATE_COMMITS));
        var rows = jdbc.sql("""
                        select now() as at, 0 as first, 0 as size
                        union all
                        select null, index, 1 from revoked_status where list_id = :list and revoked_at >= :from
                        union all
                        select null, first_index, size from status_block where list_id = :list and revoked_at >= :from""")
                .param("list", list)
                .param("from", from)
                .query((row, _) -> new Row(row.getTimestamp("at"), row.getInt("first"), row.getInt("size")))
                .list();
        var set = new BitSet(CAPACITY);
        rows.forEach(row -> set.set(row.first(), row.first() + row.size()));
        return new Changes(set, moment(rows));
    }

    private static Instant moment(List<Row> rows) {
        return rows.stream()
                .map(Row::at)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow()
                .toInstant();
    }

    private record Row(@Nullable Timestamp at, int first, int size) {}
}
