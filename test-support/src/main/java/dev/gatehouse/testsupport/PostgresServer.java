package dev.gatehouse.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One PostgreSQL for all tests of a JVM, and a new, empty database for each that asks.
 *
 * <p>A container when a Docker engine answers and has one, else an embedded server. The system property (or environment variable)
 * {@code gatehouse.test.database} ({@code GATEHOUSE_TEST_DATABASE}) forces one: {@code container} or
 * {@code embedded}.
 */
public final class PostgresServer {

    private static final String IMAGE = "postgres:18-alpine";

    private final String address;
    private final String username;
    private final String password;

    private PostgresServer(String address, String username, String password) {
        this.address = address;
        this.username = username;
        this.password = password;
    }

    /** Returns the server of this JVM; the first call starts it, the end of the JVM stops it. */
    public static PostgresServer shared() {
        return Holder.INSTANCE;
    }

    /** Creates an empty database of a name that nobody else has. */
    public Database createDatabase() {
        var name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (var connection = DriverManager.getConnection(url("postgres"), username, password);
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException cause) {
            throw new IllegalStateException("The test database could not be created", cause);
        }
        return new Database(url(name), username, password);
    }

    private String url(String database) {
        return "jdbc:postgresql://" + address + "/" + database;
    }

    private static PostgresServer start() {
        var choice = System.getProperty("gatehouse.test.database", System.getenv("GATEHOUSE_TEST_DATABASE"));
        return switch (choice == null ? "auto" : choice.toLowerCase(Locale.ROOT)) {
            case "container" -> container();
            case "embedded" -> embedded();
            case "auto" -> containerOrEmbedded();
            default ->
                throw new IllegalStateException(
                        "gatehouse.test.database is '" + choice + "'; it can be container, embedded or auto");
        };
    }

    /** An engine may answer and have no images, nor a way to any. */
    private static PostgresServer containerOrEmbedded() {
        try {
            if (DockerClientFactory.instance().isDockerAvailable()) {
                return container();
            }
        } catch (RuntimeException failure) {
            System.err.println(
                    "Docker gives no PostgreSQL (" + failure.getMessage() + "), so the embedded one is used");
        }
        return embedded();
    }

    // Stopped by Testcontainers itself at the end of the JVM.
    @SuppressWarnings("resource")
    private static PostgresServer container() {
        var container = new PostgreSQLContainer(IMAGE).withCommand("postgres", "-c", "max_connections=300");
        container.start();
        return new PostgresServer(
                container.getHost() + ":" + container.getMappedPort(5432),
                container.getUsername(),
                container.getPassword());
    }

    private static PostgresServer embedded() {
        try {
            var server = EmbeddedPostgres.builder()
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .start();
            return new PostgresServer("127.0.0.1:" + server.getPort(), "postgres", "postgres");
        } catch (IOException cause) {
            throw new UncheckedIOException("The embedded PostgreSQL did not start", cause);
        }
    }

    /**
     * Where a database is and who may enter.
     *
     * @param url its JDBC address
     * @param username its owner
     * @param password the owner's password
     */
    public record Database(String url, String username, String password) {}

    private static final class Holder {

        private static final PostgresServer INSTANCE = start();
    }
}
