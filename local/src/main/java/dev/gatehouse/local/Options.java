package dev.gatehouse.local;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;

/**
 * How to run; {@code ./run} itself says which options there are.
 *
 * @param data the folder that keeps everything between two runs
 * @param jars the folder of the project, where the packaged programs are
 * @param shortLived whether tokens live so short that all of their life can be watched in two minutes
 * @param authPort the port of the authorization server
 * @param resourcePort the port of the resource server
 * @param webPort the port of the web client
 * @param postgresPort the port of the database; 0 takes any that is free
 */
public record Options(
        Mode mode,
        Path data,
        Path jars,
        boolean fresh,
        boolean shortLived,
        int authPort,
        int resourcePort,
        int webPort,
        int postgresPort) {

    /** What to do. */
    public enum Mode {
        /** Run until interrupted. */
        FOREGROUND,
        /** Start, and return when all is ready. */
        DETACH,
        /** Be the process that {@link #DETACH} leaves behind. */
        BACKGROUND,
        /** End what was detached. */
        STOP
    }

    /** Returns options for a run with free choice of everything, as tests need it. */
    public static Options of(Path project, Path data) {
        return new Options(Mode.FOREGROUND, data, project, false, false, 9000, 8090, 8080, 0);
    }

    /** Returns these options with other ports. */
    public Options withPorts(int auth, int resource, int web) {
        return new Options(mode, data, jars, fresh, shortLived, auth, resource, web, postgresPort);
    }

    /** Returns these options with short token lives. */
    public Options withShortLives() {
        return new Options(mode, data, jars, fresh, true, authPort, resourcePort, webPort, postgresPort);
    }

    /** Returns these options with an empty database to start with. */
    public Options startingFresh() {
        return new Options(mode, data, jars, true, shortLived, authPort, resourcePort, webPort, postgresPort);
    }

    /** Returns the words that end what runs with this data folder. */
    String stopCommand() {
        return "./run --stop" + (data.equals(defaultData(jars)) ? "" : " --data " + data);
    }

    private static Path defaultData(Path project) {
        return project.resolve(".gatehouse");
    }

    static Options parse(Path project, List<String> arguments) {
        var options = of(project, defaultData(project));
        var rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            options = options.with(rest.pop(), rest);
        }
        return options;
    }

    private Options with(String option, ArrayDeque<String> rest) {
        return switch (option) {
            case "--detach" -> mode(Mode.DETACH);
            case "--background" -> mode(Mode.BACKGROUND);
            case "--stop" -> mode(Mode.STOP);
            case "--short-lived" -> withShortLives();
            case "--fresh" -> startingFresh();
            case "--data" ->
                new Options(
                        mode,
                        Path.of(value(option, rest)).toAbsolutePath(),
                        jars,
                        fresh,
                        shortLived,
                        authPort,
                        resourcePort,
                        webPort,
                        postgresPort);
            case "--auth-port" -> withPorts(port(option, rest), resourcePort, webPort);
            case "--resource-port" -> withPorts(authPort, port(option, rest), webPort);
            case "--web-port" -> withPorts(authPort, resourcePort, port(option, rest));
            case "--postgres-port" ->
                new Options(mode, data, jars, fresh, shortLived, authPort, resourcePort, webPort, port(option, rest));
            default -> throw new Problem("There is no option " + option + ". ./run --help says which there are.");
        };
    }

    private Options mode(Mode other) {
        return new Options(other, data, jars, fresh, shortLived, authPort, resourcePort, webPort, postgresPort);
    }

    private static String value(String option, ArrayDeque<String> rest) {
        if (rest.isEmpty()) {
            throw new Problem(option + " needs a value.");
        }
        return rest.pop();
    }

    private static int port(String option, ArrayDeque<String> rest) {
        var text = value(option, rest);
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Problem(option + " needs a port between 1 and 65535, not " + text + ".");
    }
}
