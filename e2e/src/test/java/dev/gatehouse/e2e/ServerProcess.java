package dev.gatehouse.e2e;

import dev.gatehouse.testsupport.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A packaged program as a process of its own, which can be killed and started again on the same database. */
final class ServerProcess implements AutoCloseable {

    static final String USERNAME = "ada";
    static final String PASSWORD = "first-programmer-1843";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    private final String program;
    private final int port;
    private final Map<String, String> settings;
    private Process process;

    private ServerProcess(String program, int port, PostgresServer.Database database, Map<String, String> further) {
        this.program = program;
        this.port = port;
        this.settings = new LinkedHashMap<>(Map.of(
                "server.address",
                "127.0.0.1",
                "server.port",
                String.valueOf(port),
                "spring.datasource.url",
                database.url(),
                "spring.datasource.username",
                database.username(),
                "spring.datasource.password",
                database.password(),
                "spring.main.banner-mode",
                "off",
                "logging.level.root",
                "warn",
                "logging.level.audit",
                "error"));
        settings.putAll(further);
        start();
    }

    /**
     * Starts an authorization server with one account.
     *
     * @param issuer the name that it has in common with its other nodes
     * @param further settings beyond what every server needs
     */
    static ServerProcess authServer(
            int port, String issuer, PostgresServer.Database database, Map<String, String> further) {
        var settings = new LinkedHashMap<>(Map.of(
                "spring.security.oauth2.authorizationserver.issuer", issuer,
                "gatehouse.encryption-key", "b3Vyc2VsdmVzIG9ubHksIHRlc3RzIDEyMzQ1Njc4OTA=",
                "gatehouse.initial-accounts[0].username", USERNAME,
                "gatehouse.initial-accounts[0].password", PASSWORD));
        settings.putAll(further);
        return new ServerProcess("auth-server", port, database, settings);
    }

    /** Starts a resource server. */
    static ServerProcess resourceServer(int port, PostgresServer.Database database, Map<String, String> settings) {
        return new ServerProcess("resource-server", port, database, settings);
    }

    String address() {
        return address(port);
    }

    static String address(int port) {
        return "http://localhost:" + port;
    }

    void start() {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                jar().toString()));
        settings.forEach((name, value) -> command.add("--" + name + "=" + value));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        awaitReady();
    }

    /** Ends the process without giving it a chance to finish anything. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    private void awaitReady() {
        var deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError(program + " did not start; see " + log());
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException cause) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(cause);
            }
        }
    }

    private boolean isReady() {
        var request = HttpRequest.newBuilder(URI.create(address() + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(cause);
        }
    }

    /** Returns what the process has written so far, and those on the same port before it. */
    String output() throws IOException {
        return Files.readString(log());
    }

    private Path log() {
        return RunningSystem.PROJECT.resolve("e2e/target/" + program + "-" + port + ".log");
    }

    private Path jar() {
        try (var files = Files.list(RunningSystem.PROJECT.resolve(program + "/target"))) {
            return files.filter(file -> file.getFileName().toString().matches(program + "-.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
