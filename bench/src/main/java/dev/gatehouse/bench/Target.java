package dev.gatehouse.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider under test, and what it knows of the tester.
 *
 * @param name how it is called in tables
 * @param issuer where its discovery document is found
 * @param machine the client for requests without a person
 * @param app the client for requests with a person; it must not need a consent page that only a script could fill in
 * @param people who can sign in; connections share them
 * @param pids the processes whose CPU time and memory are the provider's
 * @param api what takes the provider's tokens; absent if nothing is known
 */
record Target(
        String name,
        URI issuer,
        Client machine,
        Client app,
        List<Person> people,
        List<Long> pids,
        @Nullable Api api) {

    /**
     * An API.
     *
     * @param address what is read there with the token of a machine
     * @param pids the processes whose CPU time and memory are the API's
     */
    record Api(URI address, List<Long> pids) {}

    /** A confidential client that authenticates with {@code client_secret_basic}. */
    record Client(String id, String secret, String redirectUri, String scope) {

        boolean isThere() {
            return !id.isEmpty();
        }
    }

    /** Somebody with a password. */
    record Person(String username, String password) {}

    /** Reads a target: what {@code ./run} wrote about the system that it started, or a file of properties. */
    static Target read(Path file) {
        try {
            var text = Files.readString(file);
            return file.toString().endsWith(".json")
                    ? ofLocalSystem(JsonMapper.shared().readTree(text), file.resolveSibling("processes"))
                    : of(file);
        } catch (IOException _) {
            throw new Problem("The file " + file + " can not be read. bench/run --help says what belongs into it.");
        }
    }

    private static Target ofLocalSystem(JsonNode facts, Path processes) throws IOException {
        var people = new ArrayList<Person>();
        facts.get("accounts").forEach(each -> people.add(new Person(text(each, "username"), text(each, "password"))));
        return new Target(
                "gatehouse",
                URI.create(text(facts, "issuer")),
                client(facts, "demo-machine"),
                client(facts, "demo-confidential"),
                people,
                among(processes, "auth-server"),
                new Api(URI.create(text(facts, "resourceServer") + "/notes"), among(processes, "resource-server")));
    }

    /** Each line begins with the number of a process that {@code ./run} started. */
    private static List<Long> among(Path processes, String program) throws IOException {
        if (!Files.exists(processes)) {
            return List.of();
        }
        return Files.readAllLines(processes).stream()
                .map(line -> Long.valueOf(line.split(" ")[0]))
                .filter(pid -> runs(pid, program))
                .toList();
    }

    private static boolean runs(long pid, String program) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().commandLine())
                .filter(line -> line.contains(program))
                .isPresent();
    }

    private static Client client(JsonNode facts, String id) {
        for (var each : facts.get("clients")) {
            if (text(each, "clientId").equals(id)) {
                return new Client(id, text(each, "clientSecret"), text(each, "redirectUri"), text(each, "scope"));
            }
        }
        return new Client("", "", "", "");
    }

    private static String text(JsonNode node, String name) {
        var value = node.get(name);
        return value == null || value.isNull() ? "" : value.asString();
    }

    private static Target of(Path file) throws IOException {
        var settings = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        }
        var issuer = settings.getProperty("issuer");
        if (issuer == null) {
            throw new Problem("The file " + file + " names no issuer.");
        }
        var app = new Client(
                settings.getProperty("client-id", ""),
                settings.getProperty("client-secret", ""),
                settings.getProperty("redirect-uri", ""),
                settings.getProperty("scope", "openid"));
        var machine = new Client(app.id(), app.secret(), "", settings.getProperty("machine-scope", ""));
        return new Target(
                settings.getProperty("name", file.getFileName().toString().replace(".properties", "")),
                URI.create(issuer),
                machine,
                app,
                people(settings),
                pids(settings.getProperty("pid-files", "")),
                api(settings));
    }

    private static @Nullable Api api(Properties settings) throws IOException {
        var address = settings.getProperty("api");
        return address == null ? null : new Api(URI.create(address), pids(settings.getProperty("api-pid-files", "")));
    }

    /** {@code usernames} with commas between; {@code password} is everybody's. */
    private static List<Person> people(Properties settings) {
        return Stream.of(settings.getProperty("usernames", "").split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(each -> new Person(each, settings.getProperty("password", "")))
                .toList();
    }

    private static List<Long> pids(String files) throws IOException {
        var pids = new ArrayList<Long>();
        for (var each : files.split(",")) {
            if (!each.isBlank()) {
                pids.add(Long.valueOf(Files.readString(Path.of(each.strip())).strip()));
            }
        }
        return pids;
    }

    Target withPids(String list) {
        return new Target(
                name,
                issuer,
                machine,
                app,
                people,
                Arrays.stream(list.split(","))
                        .map(String::strip)
                        .map(Long::valueOf)
                        .toList(),
                api);
    }
}
