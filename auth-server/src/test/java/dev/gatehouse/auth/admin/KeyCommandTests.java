package dev.gatehouse.auth.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.gatehouse.auth.client.ClientSecrets;
import dev.gatehouse.platform.seal.EncryptionKey;
import dev.gatehouse.platform.seal.UnfitSetting;
import dev.gatehouse.testsupport.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** What an operator does with keys, as typed. */
class KeyCommandTests {

    private static final String KEY = randomKey();
    private static final String NEXT_KEY = randomKey();

    @TempDir
    private Path folder;

    private PostgresServer.Database database;

    @BeforeEach
    void emptyDatabase() {
        database = PostgresServer.shared().createDatabase();
        Flyway.configure()
                .dataSource(database.url(), database.username(), database.password())
                .load()
                .migrate();
    }

    @Test
    void listAndExportShowThePublishedKeysAndNothingPrivate() throws Exception {
        var list = output("list");
        assertThat(list).contains("ES256").contains("active");

        var exported = JWKSet.parse(output("export"));
        assertThat(exported.getKeys()).isNotEmpty().noneMatch(key -> key.isPrivate());
        assertThat(list.lines()
                        .filter(line -> line.contains("ES256"))
                        .findFirst()
                        .orElseThrow())
                .startsWith(exported.getKeys().stream()
                        .filter(key -> key.getAlgorithm().getName().equals("ES256"))
                        .findFirst()
                        .orElseThrow()
                        .getKeyID());
    }

    @Test
    void revokeTakesAKeyOutAndMakesASuccessor() throws Exception {
        var kid = active("ES256");
        var output = output("revoke", kid, "laptop stolen");

        assertThat(output).contains("Revoked").containsPattern(kid + "  ES256  retired");
        assertThat(active("ES256")).isNotEqualTo(kid);
        assertThat(execute("revoke", kid, "again")).isFalse();
        assertThat(execute("revoke", "no-such-key", "x")).isFalse();
    }

    @Test
    void importTakesInAJwkOrPemUnderItsNameAndRefusesAllElse() throws Exception {
        var ec = new ECKeyGenerator(Curve.P_256).keyID("from-the-old-server").generate();
        assertThat(execute("import", file(ec.toJSONString()), "ES256", "active"))
                .isTrue();
        assertThat(active("ES256")).isEqualTo("from-the-old-server");
        assertThat(execute("import", file(ec.toJSONString()), "ES256", "active"))
                .isFalse();

        var rsa = new RSAKeyGenerator(2048).generate();
        var pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(rsa.toRSAPrivateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        assertThat(output("import", file(pem), "RS256", "retiring")).contains("retiring");

        assertThat(execute("import", file(ec.toPublicJWK().toJSONString()), "ES256", "active"))
                .isFalse();
        assertThat(execute("import", file(ec.toJSONString()), "RS256", "active"))
                .isFalse();
        assertThat(execute("import", file("nonsense"), "ES256", "active")).isFalse();
        assertThat(execute("import", "/no/such/file", "ES256", "active")).isFalse();
        assertThat(execute("import", file(ec.toJSONString()), "ES256", "sideways"))
                .isFalse();
    }

    @Test
    void resealPutsAllKeysUnderTheNewEncryptionKeyAndMayBeRepeated() throws Exception {
        var kid = active("ES256");
        assertThatThrownBy(() -> run(NEXT_KEY, null, "list"))
                .rootCause()
                .isInstanceOf(UnfitSetting.class)
                .hasMessageContaining("gatehouse.encryption-key does not open the signing keys");

        // Cut short: one row sealed again, the others not.
        assertThat(run(NEXT_KEY, KEY, "reseal")).isTrue();
        run(KEY, NEXT_KEY, "reseal");
        sql("create table kept as select kid, sealed_private_jwk from signing_key");
        run(NEXT_KEY, KEY, "reseal");
        sql("update signing_key s set sealed_private_jwk = k.sealed_private_jwk from kept k"
                + " where k.kid = s.kid and s.algorithm <> 'ES256'");
        assertThat(run(NEXT_KEY, KEY, "list")).isTrue();
        assertThat(run(NEXT_KEY, KEY, "reseal")).isTrue();

        assertThat(active(NEXT_KEY, "ES256")).isEqualTo(kid);
        assertThatThrownBy(() -> run(KEY, null, "list")).rootCause().isInstanceOf(UnfitSetting.class);
    }

    /** Once nobody has the old key, what is sealed under the new one is opened by it alone. */
    @Test
    void resealTakesTheSecretsOfClientsAlong() throws Exception {
        var secret = "Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6G";
        sql("""
                insert into client (id, client_id, name, source, settings, created_at, updated_at)
                values (gen_random_uuid(), 'signs', 'signs', 'registration', '{}', now(), now())""");
        sql("""
                insert into client_secret (id, client_id, encoded, created_at)
                select gen_random_uuid(), id, '%s', now() from client""".formatted(secrets(KEY).encode(secret, true)));

        assertThat(captured(() -> run(NEXT_KEY, KEY, "reseal"))).contains("1 secrets of clients");

        assertThat(secrets(NEXT_KEY).isOneOf(secret, List.of(text("select encoded from client_secret"))))
                .isTrue();
        assertThat(secrets(KEY).isOneOf(secret, List.of(text("select encoded from client_secret"))))
                .isFalse();
    }

    private static ClientSecrets secrets(String key) {
        var context = new AnnotationConfigApplicationContext();
        context.registerBean(EncryptionKey.class, () -> new EncryptionKey(key, List.of()));
        context.register(ClientSecrets.class);
        context.refresh();
        return context.getBean(ClientSecrets.class);
    }

    /** What is written to a file as the answer is the answer, or nothing. */
    @Test
    void whenRefusedThenNothingIsAnswered() {
        assertThat(refusal("revoke", "no-such-key", "x")).contains("There is no published key");
        assertThat(refusal("import", "/no/such/file", "ES256", "active")).contains("can not be read");
    }

    @Test
    void unknownCommandsShowHowItIsDone() {
        assertThat(refusal("what")).contains("Usage:");
        assertThat(refusal()).contains("Usage:");
        assertThat(CommandLine.isCommand("--server.port=1")).isFalse();
    }

    private String active(String algorithm) {
        return active(KEY, algorithm);
    }

    private String active(String encryptionKey, String algorithm) {
        return captured(() -> run(encryptionKey, null, "list"))
                .lines()
                .filter(line -> line.contains(algorithm) && line.contains(" active "))
                .findFirst()
                .orElseThrow()
                .split(" ")[0];
    }

    private boolean execute(String... words) {
        return run(KEY, null, words);
    }

    private String output(String... words) {
        return captured(() -> run(KEY, null, words));
    }

    /** Returns what was said beside the answer, of which there is none. */
    private String refusal(String... words) {
        var before = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(output(words)).isEmpty();
        } finally {
            System.setErr(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private boolean run(String encryptionKey, String previous, String... words) {
        var arguments = new ArrayList<String>();
        arguments.add("keys");
        arguments.addAll(List.of(words));
        arguments.add("--spring.datasource.url=" + database.url());
        arguments.add("--spring.datasource.username=" + database.username());
        arguments.add("--spring.datasource.password=" + database.password());
        arguments.add("--gatehouse.encryption-key=" + encryptionKey);
        if (previous != null) {
            arguments.add("--gatehouse.previous-encryption-keys=" + previous);
        }
        return CommandLine.execute(System.out, arguments.toArray(String[]::new));
    }

    private static String captured(Runnable run) {
        var before = System.out;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            run.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.matches("\\d{4}-\\d\\d-.*"))
                .reduce("", (all, line) -> all + line + "\n");
    }

    private String file(String text) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "key", ".txt"), text)
                .toString();
    }

    private void sql(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database.url(), database.username(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text(String query) throws SQLException {
        try (var connection = DriverManager.getConnection(database.url(), database.username(), database.password());
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String randomKey() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
