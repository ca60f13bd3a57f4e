package dev.gatehouse.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the command line says.
 *
 * @param targets files that name providers; the first is what others are compared with
 * @param values the options, by their names
 */
record Options(List<Path> targets, Map<String, String> values) {

    static final String HELP = """
            bench/run [OPTIONS] [TARGET...]

            Measures running OpenID Providers: how much they do in a second, how fast they answer, and, where their
            process is known, what that costs them in CPU time. Several are measured in turn (A B A B), so that what
            else goes on on the machine falls on all alike.

            Without a TARGET it measures the system that ./run has started. A TARGET is .gatehouse/local.json of
            another ./run --data, or a file of properties:

              name=keycloak
              issuer=http://localhost:8180/realms/bench
              client-id=bench                 confidential, client_secret_basic; for all grants that are measured
              client-secret=...
              redirect-uri=http://localhost:9999/cb      registered for the client; nothing is ever sent there
              scope=openid profile email      of requests with a person
              machine-scope=                  of client_credentials
              usernames=ada,grace             who can sign in; connections share them
              password=...
              pid-files=/run/keycloak.pid     processes whose CPU time and memory count
              api=http://localhost:8090/notes an API that takes its machines' tokens, if there is one
              api-pid-files=                  the API's processes, whose CPU time counts when it is measured

            Options:
              --workloads A,B      %s
                                   (default: all that the target allows)
              --connections N,M    requests under way at the same moment (default 16)
              --rounds N           how often each is measured (default 1)
              --warm-up SECONDS    before each window (default 5)
              --time SECONDS       the window (default 10)
              --pid N,M            processes of the first target
              --storm N            lets N clients refresh within one second, instead of the workloads
              --overload SECONDS   asks for twice as much as the server can do, instead of the workloads
              --output DIR         where report.html and report.json go (default bench/target/report)
              --help
            """.formatted(String.join(
            ", ", Arrays.stream(Workload.values()).map(Workload::title).toList()));

    private static final String HELP_WANTED = "--help";

    static Options parse(Path project, String... arguments) {
        var targets = new ArrayList<Path>();
        var values = new HashMap<>(Map.of(
                "--workloads", "",
                "--connections", "16",
                "--rounds", "1",
                "--warm-up", "5",
                "--time", "10",
                "--pid", "",
                "--storm", "0",
                "--overload", "0",
                "--output", project.resolve("bench/target/report").toString()));
        var rest = new ArrayDeque<>(List.of(arguments));
        while (!rest.isEmpty()) {
            var next = rest.pop();
            if (!next.startsWith("--")) {
                targets.add(Path.of(next));
            } else if (next.equals(HELP_WANTED)) {
                values.put(next, "");
            } else if (!values.containsKey(next)) {
                throw new Problem("There is no option " + next + "; bench/run --help lists them.");
            } else if (rest.isEmpty()) {
                throw new Problem(next + " needs a value; bench/run --help tells which.");
            } else {
                values.put(next, rest.pop());
            }
        }
        if (targets.isEmpty()) {
            targets.add(project.resolve(".gatehouse/local.json"));
        }
        return new Options(targets, values);
    }

    boolean wantsHelp() {
        return values.containsKey(HELP_WANTED);
    }

    /** Returns what is measured at a provider; where nothing is named, all that is possible there. */
    List<Workload> workloads(Provider provider) {
        var named = text("--workloads");
        return named.isEmpty()
                ? Arrays.stream(Workload.values())
                        .filter(each -> each.isPossible(provider))
                        .toList()
                : Stream.of(named.split(",")).map(Workload::of).toList();
    }

    List<Integer> connections() {
        return Stream.of(text("--connections").split(","))
                .map(each -> number("--connections", each))
                .toList();
    }

    int rounds() {
        return number("--rounds", text("--rounds"));
    }

    Duration warmUp() {
        return Duration.ofSeconds(number("--warm-up", text("--warm-up")));
    }

    Duration window() {
        return Duration.ofSeconds(number("--time", text("--time")));
    }

    String pids() {
        return text("--pid");
    }

    int stormClients() {
        return number("--storm", text("--storm"));
    }

    Duration overload() {
        return Duration.ofSeconds(number("--overload", text("--overload")));
    }

    Path output() {
        return Path.of(text("--output"));
    }

    private String text(String option) {
        return values.getOrDefault(option, "");
    }

    private static int number(String option, String text) {
        try {
            return Integer.parseUnsignedInt(text.strip());
        } catch (NumberFormatException _) {
            throw new Problem(option + " needs a number, not '" + text + "'.");
        }
    }
}
