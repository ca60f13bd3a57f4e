package dev.gatehouse.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Which processes belong to this data folder, on disk: after a {@code kill -9} of any part, the next run finds what was
 * left and ends it. A process is known by number and start time, since numbers come again.
 */
final class Processes {

    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final Path file;

    Processes(Path file) {
        this.file = file;
    }

    synchronized void add(ProcessHandle process) {
        try {
            var lines = new ArrayList<>(lines());
            lines.add(process.pid() + " " + started(process));
            Files.write(file, lines);
        } catch (IOException cause) {
            throw new Problem("The file " + file + " can not be written: " + cause.getMessage(), cause);
        }
    }

    /** Ends what is left of an earlier run, the newest first. */
    boolean stopAll() {
        var left = lines().reversed().stream()
                .flatMap(line -> alive(line).stream())
                .toList();
        left.forEach(Processes::stop);
        try {
            Files.deleteIfExists(file);
        } catch (IOException cause) {
            throw new Problem("The file " + file + " can not be removed: " + cause.getMessage(), cause);
        }
        return !left.isEmpty();
    }

    /** Asks a process to end, and makes it end if it does not. */
    static void stop(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException _) {
            process.destroyForcibly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private List<String> lines() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException cause) {
            throw new Problem("The file " + file + " can not be read: " + cause.getMessage(), cause);
        }
    }

    private static Optional<ProcessHandle> alive(String line) {
        var parts = line.split(" ");
        return parts.length == 2
                ? ProcessHandle.of(Long.parseLong(parts[0]))
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> Long.toString(started(process)).equals(parts[1]))
                : Optional.empty();
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
