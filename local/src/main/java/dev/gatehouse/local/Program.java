package dev.gatehouse.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** One of the three programs, as a process started from its packaged jar. */
final class Program {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    private final String name;
    private final int port;
    private final Process process;
    private final Path log;

    private Program(String name, int port, Process process, Path log) {
        this.name = name;
        this.port = port;
        this.process = process;
        this.log = log;
    }

    /** Starts a program whose settings are in a file of the data folder. */
    static Program start(String name, int port, Options options, DataFolder data, Path settings, Console console) {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                jar(options.jars(), name).toString());
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(data.root().toFile());
        builder.environment().put("SPRING_CONFIG_ADDITIONAL_LOCATION", locations(settings));
        var log = data.log(name);
        try {
            if (!console.isShown()) {
                builder.redirectOutput(log.toFile());
            }
            var process = builder.start();
            if (console.isShown()) {
                console.follow(name, process);
            }
            return new Program(name, port, process, log);
        } catch (IOException cause) {
            throw new Problem(name + " could not be started: " + cause.getMessage(), cause);
        }
    }

    /** The user's own settings come last, so that they win. */
    private static String locations(Path settings) {
        var users = System.getenv("SPRING_CONFIG_ADDITIONAL_LOCATION");
        return "file:" + settings + (users == null || users.isBlank() ? "" : "," + users);
    }

    private static Path jar(Path project, String name) {
        try (Stream<Path> files = Files.list(project.resolve(name).resolve("target"))) {
            return files.filter(file -> file.getFileName().toString().matches(name + "-.*\\.jar"))
                    .filter(file -> !file.getFileName().toString().contains("sources"))
                    .findFirst()
                    .orElseThrow(() -> new Problem(name + " is not packaged. Run: mvn package"));
        } catch (IOException cause) {
            throw new Problem(name + " is not packaged. Run: mvn package", cause);
        }
    }

    String name() {
        return name;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    void awaitReady() {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new Problem(name + " ended before it was ready. " + why());
            }
            if (isReady()) {
                return;
            }
            sleep();
        }
        throw new Problem(name + " was not ready after " + PATIENCE.toSeconds() + " seconds. " + why());
    }

    private String why() {
        return Files.exists(log) ? "The reason is in " + log + "." : "The reason stands above.";
    }

    private boolean isReady() {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Problem("Interrupted while waiting for " + name + ".");
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(150);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Problem("Interrupted.");
        }
    }

    /** Where the programs' output goes. */
    static final class Console {

        private static final List<String> COLOURS = List.of("36", "33", "35");

        private final @org.jspecify.annotations.Nullable PrintStream out;
        private final boolean coloured;
        private int followed;

        private Console(@org.jspecify.annotations.Nullable PrintStream out, boolean coloured) {
            this.out = out;
            this.coloured = coloured;
        }

        /** Shows each line behind the name of its program, in colour on a terminal. */
        static Console shown(PrintStream out) {
            var terminal = System.console();
            return new Console(out, terminal != null && terminal.isTerminal() && System.getenv("NO_COLOR") == null);
        }

        /** Lets the output go to files. */
        static Console files() {
            return new Console(null, false);
        }

        boolean isShown() {
            return out != null;
        }

        private void follow(String name, Process process) {
            var label = "%-15s | ".formatted(name);
            var colour = COLOURS.get(followed++ % COLOURS.size());
            var prefix = coloured ? "\u001b[" + colour + "m" + label + "\u001b[0m" : label;
            Thread.ofVirtual().start(() -> copy(process, prefix));
        }

        private void copy(Process process, String prefix) {
            var target = Objects.requireNonNull(out);
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    target.println(prefix + line);
                }
            } catch (IOException _) {
                // The process ended; there is nothing more to show.
            }
        }
    }
}
