package dev.gatehouse.e2e;

import dev.gatehouse.local.Facts;
import dev.gatehouse.local.LocalSystem;
import dev.gatehouse.local.Options;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/** The three real processes with short token lives, started once for all tests. */
final class RunningSystem {

    static final Path PROJECT = Path.of(System.getProperty("gatehouse.project", ".."))
            .toAbsolutePath()
            .normalize();

    private static final Path FOLDER = PROJECT.resolve("e2e/target/local");
    private static final LocalSystem SYSTEM = start();

    private RunningSystem() {}

    static Facts facts() {
        return SYSTEM.facts();
    }

    /** Where the system keeps its data, and what it tells of itself. */
    static Path folder() {
        return FOLDER;
    }

    static ThirdPartyApp app(String clientId) {
        return app(clientId, facts().client(clientId).scope());
    }

    static ThirdPartyApp app(String clientId, String scope) {
        var client = facts().client(clientId);
        return ThirdPartyApp.discover(
                facts().issuer(),
                new ThirdPartyApp.Registration(
                        clientId,
                        client.clientSecret(),
                        client.redirectUri() == null ? "" : client.redirectUri(),
                        scope));
    }

    private static LocalSystem start() {
        var ports = freePorts();
        var options = Options.of(PROJECT, FOLDER)
                .withPorts(ports.get(0), ports.get(1), ports.get(2))
                .withShortLives()
                .startingFresh();
        var system = LocalSystem.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(system::close));
        return system;
    }

    static int freePort() {
        return freePorts().getFirst();
    }

    private static List<Integer> freePorts() {
        try (var one = socket();
                var two = socket();
                var three = socket()) {
            return List.of(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static ServerSocket socket() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
