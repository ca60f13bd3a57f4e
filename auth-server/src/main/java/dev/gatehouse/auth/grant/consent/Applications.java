package dev.gatehouse.auth.grant.consent;

import dev.gatehouse.auth.grant.Grants;
import java.sql.Array;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The applications that a person has let in, and how that ends. */
@Repository
class Applications {

    private static final int MOST = 200;

    private final JdbcClient jdbc;
    private final Grants grants;
    private final TransactionTemplate transaction;

    Applications(JdbcClient jdbc, Grants grants, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.grants = grants;
        this.transaction = transaction;
    }

    /**
     * An application.
     *
     * @param id the client's row, not its OAuth name
     * @param since when it was let in last
     */
    record Application(UUID id, String name, LocalDate since, List<Choice> allowed) {}

    /** Lists those that have a grant, or that need not ask again; the latest first. */
    List<Application> of(UUID accountId) {
        return jdbc.sql("""
                        select c.id, c.name, max(let_in.at) as at,
                            array_agg(distinct scope) filter (where scope <> 'openid') as scopes
                        from (
                            select client_id, created_at as at, scopes from authorization_grant
                            where account_id = :account and revoked_at is null and expires_at > now()
                            union all
                            select client_id, updated_at, scopes from consent where account_id = :account
                        ) let_in
                        join client c on c.id = let_in.client_id
                        left join lateral unnest(let_in.scopes) scope on true
                        group by c.id, c.name order by at desc limit :most""")
                .param("account", accountId)
                .param("most", MOST)
                .query((row, _) -> new Application(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        LocalDate.ofInstant(row.getTimestamp("at").toInstant(), ZoneOffset.UTC),
                        Choice.of(scopes(row.getArray("scopes")))))
                .list();
    }

    private static TreeSet<String> scopes(@Nullable Array array) throws SQLException {
        return array == null ? new TreeSet<>() : new TreeSet<>(List.of((String[]) array.getArray()));
    }

    /** Ends all that a person has granted to a client, which must ask again. */
    void end(UUID accountId, UUID clientId) {
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("delete from consent where account_id = ? and client_id = ?")
                    .params(accountId, clientId)
                    .update();
            grants.endOf(accountId, clientId, "ended by the person");
        });
    }
}
