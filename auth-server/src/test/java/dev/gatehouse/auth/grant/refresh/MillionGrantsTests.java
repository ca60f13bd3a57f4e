package dev.gatehouse.auth.grant.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.grant.RowRemoval;
import dev.gatehouse.auth.token.OpaqueToken;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.support.TransactionTemplate;

/** A refresh costs the same with a million grants and three million spent tokens as with a thousand. */
@AuthServerTest
@Import(RowRemoval.class)
@DirtiesContext
class MillionGrantsTests {

    private static final Pattern BLOCKS = Pattern.compile("shared hit=(\\d+)(?: read=(\\d+))?");

    @Autowired
    private Parties parties;

    @Autowired
    private RowRemoval removal;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private JdbcConnectionDetails database;

    @Autowired
    private TransactionTemplate transaction;

    @Test
    void refreshWhenThereAreAMillionGrantsThenCostsTheSame() throws SQLException {
        var token =
                parties.publicApp().signIn(Parties.ADA, Parties.ADA_PASSWORD).text("refresh_token");
        fill(1_000);
        var few = plan(token);
        token = refreshMany(token, "a thousand grants");
        fill(999_000);
        assertThat(count("authorization_grant")).isGreaterThanOrEqualTo(1_000_000);
        assertThat(count("refresh_token where spent_at is not null")).isGreaterThanOrEqualTo(3_000_000);
        var many = plan(token);
        refreshMany(token, "a million grants");

        assertThat(String.join("\n", many)).doesNotContain("Seq Scan");
        // A tree of a million keys is one level or two deeper than one of a thousand, at six lookups.
        assertThat(blocks(many)).isLessThanOrEqualTo(blocks(few) + 15);
        assertCleanUpKeepsUp();
    }

    /** The plans of the two statements of a refresh, with what they read; nothing is changed. */
    private List<String> plan(String token) {
        var plan = new ArrayList<String>();
        transaction.executeWithoutResult(undone -> {
            explain(token, plan);
            undone.setRollbackOnly();
        });
        plan.forEach(System.out::println);
        return plan;
    }

    private void explain(String token, List<String> plan) {
        var presented = RefreshToken.read(token).orElseThrow();
        var parameters = new HashMap<String, Object>();
        parameters.put("presented", presented.token().digest());
        parameters.put("family", presented.first().digest());
        parameters.put("generation", presented.generation() + 1);
        parameters.put("successor", presented.next().token().digest());
        parameters.put("client", clientOf(token));
        parameters.put("key", "");
        parameters.put("within", new String[0]);
        parameters.put("sealed", new byte[1]);
        parameters.put("seconds", 60);
        parameters.put("grace", 10_000);
        plan.addAll(explain(RefreshFamilies.FIND, parameters));
        plan.addAll(explain(RefreshFamilies.ROTATE, parameters));
    }

    private UUID clientOf(String token) {
        return jdbc.sql("""
                        select g.client_id from refresh_token t join authorization_grant g on g.id = t.grant_id
                        where t.digest = ?""").param(OpaqueToken.digest(token)).query(UUID.class).single();
    }

    /** What the planner itself reads is left out: a remembered plan has read it. */
    private List<String> explain(String sql, Map<String, ?> parameters) {
        var plan = jdbc.sql("explain (analyze, buffers) " + sql)
                .params(parameters)
                .query(String.class)
                .list();
        return plan.subList(0, plan.indexOf("Planning:"));
    }

    /** The blocks of the topmost nodes, which count those below them. */
    private static int blocks(List<String> plan) {
        return plan.stream()
                .filter(line -> line.startsWith("  Buffers:"))
                .map(BLOCKS::matcher)
                .filter(Matcher::find)
                .mapToInt(found -> Integer.parseInt(found.group(1))
                        + (found.group(2) == null ? 0 : Integer.parseInt(found.group(2))))
                .sum();
    }

    private String refreshMany(String first, String when) {
        var app = parties.publicApp();
        var token = first;
        var micros = new ArrayList<Long>();
        for (int refresh = 0; refresh < 200; refresh++) {
            var started = System.nanoTime();
            token = app.refresh(token).text("refresh_token");
            micros.add((System.nanoTime() - started) / 1_000);
        }
        Collections.sort(micros);
        System.out.printf("refresh with %s: median %d µs, p90 %d µs%n", when, micros.get(100), micros.get(180));
        return token;
    }

    private void assertCleanUpKeepsUp() throws SQLException {
        execute("update authorization_grant set expires_at = now() - interval '1 second' where id in ("
                + "select id from authorization_grant where revoked_because = 'test' limit 20000)");
        var before = count("refresh_token");
        var started = System.nanoTime();
        removal.run();
        var seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1e3;
        var removed = before - count("refresh_token");
        System.out.printf("clean-up: 20000 grants with %d tokens in %.1f s%n", removed, seconds);

        assertThat(removed).isEqualTo(80_000);
        assertThat(removed / seconds).isGreaterThan(5_000);
    }

    /** Sorted rows, and indexes made afterwards: minutes less. */
    private void fill(int grants) throws SQLException {
        var indexes = jdbc.sql("""
                        select indexname, indexdef from pg_indexes
                        where tablename in ('authorization_grant', 'refresh_token') and indexname not like '%_pkey'""")
                .query((row, _) -> Map.entry(row.getString(1), row.getString(2)))
                .list();
        for (var index : indexes) {
            execute("drop index " + index.getKey());
        }
        execute("""
                insert into authorization_grant (id, client_id, account_id, scopes, resources, sign_in,
                    status_list_id, status_index, created_at, expires_at, revoked_because)
                select gen_random_uuid() as id, c.id, a.id, '{openid}', '{}', '{"factors": [], "sessionId": null}',
                    gen_random_uuid(), n, now(), now() + interval '30 days', 'test'
                from generate_series(1, %d) n,
                    (select id from client limit 1) c, (select id from account limit 1) a
                order by 1""".formatted(grants));
        execute("""
                insert into refresh_token (digest, grant_id, issued_at, expires_at, spent_at)
                select sha256(uuid_send(g.id) || n::text::bytea) as digest, g.id, now(), now() + interval '14 days',
                    case when n > 1 then now() - interval '1 day' end
                from authorization_grant g, generate_series(1, 4) n
                where g.revoked_because = 'test' order by 1
                on conflict do nothing""");
        for (var index : indexes) {
            execute(index.getValue());
        }
        execute("vacuum analyze authorization_grant");
        execute("vacuum analyze refresh_token");
    }

    private long count(String condition) throws SQLException {
        try (var connection = patient();
                var result = connection.createStatement().executeQuery("select count(*) from " + condition)) {
            result.next();
            return result.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = patient();
                var statement = connection.createStatement()) {
            // Foreign keys are not checked for rows that are made to fit.
            statement.execute("set session_replication_role = replica");
            // Sorted in memory, not on the disk.
            statement.execute("set work_mem = '512MB'");
            statement.execute("set maintenance_work_mem = '512MB'");
            statement.execute(sql);
        }
    }

    /** Outside of the pool, whose connections would not wait that long. */
    private Connection patient() throws SQLException {
        return DriverManager.getConnection(database.getJdbcUrl(), database.getUsername(), database.getPassword());
    }
}
