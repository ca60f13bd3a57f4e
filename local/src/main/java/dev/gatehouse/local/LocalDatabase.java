package dev.gatehouse.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** One PostgreSQL with a database for each program. What was committed survives a crash of this machine. */
final class LocalDatabase implements AutoCloseable {

    private final EmbeddedPostgres server;

    private LocalDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    static LocalDatabase start(DataFolder data, int port, List<String> databases) {
        try {
            var builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data.database())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(
                            data.log("postgres").toFile()))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(
                            data.log("postgres").toFile()))
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on");
            if (port != 0) {
                builder.setPort(port);
            }
            var database = new LocalDatabase(builder.start());
            for (var name : databases) {
                database.create(name);
            }
            return database;
        } catch (IOException | IllegalStateException | SQLException cause) {
            throw new Problem(
                    "The database did not start. " + data.log("postgres")
                            + " says why; --postgres-port chooses another port, --data another folder, --fresh an empty"
                            + " database.",
                    cause);
        }
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    }

    private void create(String name) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var exists = connection.prepareStatement("select from pg_database where datname = ?");
                var statement = connection.createStatement()) {
            exists.setString(1, name);
            if (!exists.executeQuery().next()) {
                statement.execute("create database " + name);
            }
        }
    }

    /** A server whose starter was killed still holds the folder. */
    static void stopOrphan(Path folder) {
        var pidFile = folder.resolve("postmaster.pid");
        try {
            if (Files.exists(pidFile)) {
                var pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
                ProcessHandle.of(pid)
                        .filter(process -> process.info()
                                .command()
                                .map(command -> command.contains("postgres"))
                                .orElse(false))
                        .ifPresent(Processes::stop);
                Files.deleteIfExists(pidFile);
            }
        } catch (IOException | NumberFormatException cause) {
            throw new Problem("The database folder " + folder + " can not be read: " + cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException cause) {
            throw new Problem("The database did not stop: " + cause.getMessage(), cause);
        }
    }
}
