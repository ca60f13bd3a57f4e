package dev.gatehouse.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;
import java.util.Set;

/** The folder that keeps everything between two runs: the database, secrets made at the first start, logs. */
final class DataFolder {

    private static final long LEAST_FREE_BYTES = 300L * 1024 * 1024;
    private static final String LOCK = "lock";

    /** What the run that empties the folder needs itself. */
    private static final Set<String> KEPT = Set.of(LOCK, "run.pid", "run.log");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path root;

    DataFolder(Path root) {
        this.root = root;
    }

    /**
     * Keeps other runs out of this folder until the lock is closed or this process ends, however it ends.
     *
     * @throws Problem when another run has it
     */
    FileLock lock() {
        try {
            Files.createDirectories(root);
            var lock = FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException _) {
            // said below
        } catch (IOException cause) {
            throw unusable(cause);
        }
        throw new Problem("Gatehouse runs already with the data folder " + root
                + ". Stop it with Ctrl-C where it was started or with ./run --stop --data " + root
                + ", or choose another folder with --data.");
    }

    /** Makes room for what the run says that prepares the rest, and may empty the folder first. */
    void prepareLog() {
        try {
            Files.createDirectories(root.resolve("log"));
        } catch (IOException cause) {
            throw unusable(cause);
        }
    }

    void prepare(boolean fresh) {
        try {
            if (fresh) {
                empty();
            }
            prepareLog();
            Files.createDirectories(root.resolve("config"));
            if (Files.getFileStore(root).getUsableSpace() < LEAST_FREE_BYTES) {
                throw new Problem("Less than 300 MB are free on the disk of " + root
                        + ". Make room, or choose a folder on another disk with --data.");
            }
        } catch (IOException cause) {
            throw unusable(cause);
        }
    }

    Path root() {
        return root;
    }

    Path database() {
        return root.resolve("postgres");
    }

    Path log(String program) {
        return root.resolve("log").resolve(program + ".log");
    }

    Path facts() {
        return root.resolve("local.json");
    }

    Path processes() {
        return root.resolve("processes");
    }

    /** Writes a file that only this user can read, in one step. */
    Path writePrivate(Path file, String content) {
        try {
            var draft = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, content);
            return Files.move(
                    draft,
                    file,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException cause) {
            throw unusable(cause);
        }
    }

    /** Returns a secret of this installation, made when it is first asked for. */
    String secret(String name) {
        var file = root.resolve("secrets.properties");
        var secrets = new Properties();
        try {
            if (Files.exists(file)) {
                try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                    secrets.load(reader);
                }
            }
        } catch (IOException cause) {
            throw unusable(cause);
        }
        var known = secrets.getProperty(name);
        if (known != null) {
            return known;
        }
        var made = random();
        secrets.setProperty(name, made);
        var lines = new StringBuilder();
        secrets.stringPropertyNames().stream()
                .sorted()
                .forEach(each -> lines.append(each)
                        .append('=')
                        .append(secrets.getProperty(each))
                        .append('\n'));
        writePrivate(file, lines.toString());
        return made;
    }

    private static String random() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private void empty() throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        if (!Files.exists(root.resolve("secrets.properties")) && !holdsOnlyWhatIsKept()) {
            throw new Problem(root + " holds something that was not made by ./run, so --fresh does not empty it.");
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!KEPT.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @org.jspecify.annotations.Nullable IOException cause)
                    throws IOException {
                if (isEmpty(folder)) {
                    Files.delete(folder);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private boolean holdsOnlyWhatIsKept() throws IOException {
        try (var files = Files.list(root)) {
            return files.allMatch(file -> KEPT.contains(file.getFileName().toString())
                    || file.getFileName().toString().equals("log"));
        }
    }

    private Problem unusable(IOException cause) {
        return new Problem(
                "The data folder " + root + " can not be used (" + cause.getMessage()
                        + "). Make room or give rights, or choose another folder with --data.",
                cause);
    }
}
