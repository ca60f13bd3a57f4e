package dev.gatehouse.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What {@code ./run} calls. */
final class Main {

    private Main() {}

    /**
     * Runs the system.
     *
     * @param arguments the folder of the project, then the options of {@code ./run}
     */
    public static void main(String[] arguments) {
        var given = List.of(arguments);
        try {
            var options = Options.parse(Path.of(given.getFirst()), given.subList(1, given.size()));
            switch (options.mode()) {
                case FOREGROUND -> runInForeground(options);
                case DETACH -> detach(options, given);
                case BACKGROUND -> runInBackground(options);
                case STOP -> stop(options);
            }
        } catch (Problem problem) {
            System.err.println("\n" + problem.getMessage());
            System.exit(1);
        }
    }

    private static void runInForeground(Options options) {
        var system = closedAtExit(() ->
                LocalSystem.start(options, Program.Console.shown(System.out), step -> System.out.println("… " + step)));
        System.out.println(system.facts().summary());
        System.out.println("Ctrl-C stops everything.");
        endWith(system);
    }

    private static void runInBackground(Options options) {
        var system = closedAtExit(
                () -> LocalSystem.start(options, Program.Console.files(), step -> System.out.println("… " + step)));
        endWith(system);
    }

    private static void endWith(LocalSystem system) {
        var first = system.awaitEnd();
        if (!system.isClosing()) {
            System.err.println("\n" + first + " has ended, so everything stops.");
            System.exit(1);
        }
    }

    private static LocalSystem closedAtExit(java.util.function.Supplier<LocalSystem> start) {
        var started = new AtomicReference<@Nullable LocalSystem>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            var system = started.get();
            if (system != null) {
                system.close();
            }
        }));
        var system = start.get();
        started.set(system);
        return system;
    }

    private static void detach(Options options, List<String> arguments) {
        if (stopEarlier(options)) {
            System.out.println("… what ran with this data folder was stopped");
        }
        var data = new DataFolder(options.data());
        data.prepareLog();
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx128m", "--enable-native-access=ALL-UNNAMED", "-jar", System.getProperty("java.class.path")));
        arguments.forEach(each -> command.add(each.equals("--detach") ? "--background" : each));
        try {
            Files.deleteIfExists(data.facts());
            var log = data.log("run").toFile();
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            Files.writeString(pidFile(options), Long.toString(process.pid()));
            System.out.println("… starting; logs are in " + log.getParent());
            awaitFacts(process, data);
            System.out.println(options.stopCommand() + " ends it.");
        } catch (IOException cause) {
            throw new Problem("The system could not be started: " + cause.getMessage(), cause);
        }
    }

    private static void awaitFacts(Process process, DataFolder data) throws IOException {
        while (!Files.exists(data.facts())) {
            if (!process.isAlive()) {
                throw new Problem(Files.readString(data.log("run")).strip());
            }
            pause();
        }
        var facts = new JsonMapper().readValue(Files.readString(data.facts()), Facts.class);
        System.out.println(facts.summary());
    }

    private static void stop(Options options) {
        System.out.println(stopEarlier(options) ? "Stopped." : "Nothing was running.");
    }

    /** Ends the process that an earlier {@code --detach} left, and what is left of it if it was killed. */
    private static boolean stopEarlier(Options options) {
        var file = pidFile(options);
        var ended = false;
        try {
            if (Files.exists(file)) {
                var process = ProcessHandle.of(
                                Long.parseLong(Files.readString(file).strip()))
                        .filter(found -> found.info()
                                .arguments()
                                .map(arguments -> List.of(arguments).contains("--background"))
                                .orElse(false));
                process.ifPresent(Processes::stop);
                ended = process.isPresent();
                Files.delete(file);
            }
        } catch (IOException cause) {
            throw new Problem("The file " + file + " can not be read: " + cause.getMessage(), cause);
        }
        var data = new DataFolder(options.data());
        try (var _ = data.lock().acquiredBy()) {
            var left = new Processes(data.processes()).stopAll();
            LocalDatabase.stopOrphan(data.database());
            return left || ended;
        } catch (IOException cause) {
            throw new Problem("The data folder could not be unlocked: " + cause.getMessage(), cause);
        }
    }

    private static Path pidFile(Options options) {
        return options.data().resolve("run.pid");
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Problem("Interrupted.");
        }
    }
}
