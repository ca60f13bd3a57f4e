package dev.gatehouse.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The running system: one database, three programs. */
public final class LocalSystem implements AutoCloseable {

    private final List<Program> programs = new ArrayList<>();
    private final Options options;
    private final DataFolder data;
    private final Processes processes;
    private final Facts facts;
    private final LocalDatabase database;
    private final FileLock lock;
    private volatile boolean closing;

    private LocalSystem(
            Options options, DataFolder data, Facts facts, LocalDatabase database, Processes processes, FileLock lock) {
        this.lock = lock;
        this.options = options;
        this.data = data;
        this.facts = facts;
        this.database = database;
        this.processes = processes;
    }

    /**
     * Starts everything, with the programs' output in files of the data folder, and waits until it is ready.
     *
     * @throws Problem when it can't
     */
    public static LocalSystem start(Options options) {
        return start(options, Program.Console.files(), _ -> {});
    }

    static LocalSystem start(Options options, Program.Console console, Consumer<String> progress) {
        var data = new DataFolder(options.data());
        var processes = new Processes(data.processes());
        var lock = data.lock();
        processes.stopAll();
        LocalDatabase.stopOrphan(data.database());
        data.prepare(options.fresh());
        requireFree(options.authPort(), "auth-server", "--auth-port");
        requireFree(options.resourcePort(), "resource-server", "--resource-port");
        requireFree(options.webPort(), "web-client", "--web-port");
        if (options.postgresPort() != 0) {
            requireFree(options.postgresPort(), "the database", "--postgres-port");
        }
        progress.accept("starting PostgreSQL");
        var settings = new Settings(options, data);
        var database = LocalDatabase.start(
                data, options.postgresPort(), List.of("auth_server", "resource_server", "web_client"));
        var system = new LocalSystem(options, data, settings.facts(), database, processes, lock);
        try {
            system.startPrograms(settings, console, progress);
            return system;
        } catch (RuntimeException failure) {
            system.close();
            throw failure;
        }
    }

    private void startPrograms(Settings settings, Program.Console console, Consumer<String> progress) {
        start(
                "auth-server",
                options.authPort(),
                settings.write("auth-server", settings.authServer(database.url("auth_server"))),
                console);
        start(
                "resource-server",
                options.resourcePort(),
                settings.write("resource-server", settings.resourceServer(database.url("resource_server"))),
                console);
        start(
                "web-client",
                options.webPort(),
                settings.write("web-client", settings.webClient(database.url("web_client"))),
                console);
        for (var program : programs) {
            progress.accept("waiting for " + program.name());
            program.awaitReady();
        }
        data.writePrivate(
                data.facts(),
                JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(facts));
    }

    private void start(String name, int port, java.nio.file.Path settings, Program.Console console) {
        var program = Program.start(name, port, options, data, settings, console);
        processes.add(program.handle());
        programs.add(program);
    }

    /** Returns what is needed to use the system. */
    public Facts facts() {
        return facts;
    }

    /** Returns the process of a program, for tests that stop or kill it. */
    public ProcessHandle process(String program) {
        return programs.stream()
                .filter(each -> each.name().equals(program))
                .map(Program::handle)
                .findFirst()
                .orElseThrow();
    }

    /** Returns when one of the programs has ended, with its name. */
    String awaitEnd() {
        var ends = programs.stream()
                .map(program -> program.handle().onExit().thenApply(_ -> program.name()))
                .toArray(java.util.concurrent.CompletableFuture<?>[]::new);
        return (String) java.util.concurrent.CompletableFuture.anyOf(ends).join();
    }

    /** Tells whether the end of the programs is wanted. */
    boolean isClosing() {
        return closing;
    }

    @Override
    public void close() {
        closing = true;
        programs.reversed().stream().map(Program::handle).forEach(ProcessHandle::destroy);
        programs.reversed().stream().map(Program::handle).forEach(Processes::stop);
        database.close();
        processes.stopAll();
        try {
            lock.acquiredBy().close();
        } catch (IOException cause) {
            throw new Problem("The data folder could not be unlocked: " + cause.getMessage(), cause);
        }
    }

    private static void requireFree(int port, String who, String option) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException _) {
            throw new Problem("Port " + port + ", which " + who + " needs, is in use. Free it, or choose another with "
                    + option + ".");
        }
    }
}
