package dev.gatehouse.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Measures what the command line names, and writes what was seen. */
public final class Main {

    private static final int FAILED = 1;

    private Main() {}

    /**
     * Runs.
     *
     * @param arguments the project's folder, and what {@code bench/run --help} tells
     */
    public static void main(String... arguments) {
        try {
            run(arguments);
        } catch (Problem problem) {
            System.err.println(problem.getMessage());
            System.exit(FAILED);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Does the same, and does not end the process.
     *
     * @return what was written, as JSON and as a page; empty where there is nothing to write
     */
    static List<Path> run(String... arguments) throws InterruptedException {
        var project = Path.of(arguments[0]);
        var options = Options.parse(
                project, List.of(arguments).subList(1, arguments.length).toArray(String[]::new));
        if (options.wantsHelp()) {
            System.out.println(Options.HELP);
            return List.of();
        }
        var progress = new Progress();
        var providers = providers(options);
        if (options.stormClients() > 0) {
            for (var each : providers) {
                progress.say(text(new Storm(each, progress).run(options.stormClients())));
            }
            return List.of();
        }
        if (options.overload().isPositive()) {
            for (var each : providers) {
                progress.say(text(new Overload(each, progress).run(options.warmUp(), options.overload())));
            }
            return List.of();
        }
        var report = Report.of(measure(options, providers, progress));
        report.write(options.output());
        progress.say(report.table());
        progress.say("Written: " + options.output().resolve("report.html") + " and report.json beside it");
        return List.of(options.output().resolve("report.json"), options.output().resolve("report.html"));
    }

    private static List<Provider> providers(Options options) {
        var targets = new ArrayList<Target>();
        for (var file : options.targets()) {
            var target = Target.read(file);
            targets.add(targets.isEmpty() && !options.pids().isEmpty() ? target.withPids(options.pids()) : target);
        }
        return targets.stream().map(Provider::discover).toList();
    }

    private static List<Measurement> measure(Options options, List<Provider> providers, Progress progress)
            throws InterruptedException {
        var measurements = new ArrayList<Measurement>();
        for (var workload : options.workloads(providers.getFirst())) {
            for (var connections : options.connections()) {
                for (int round = 1; round <= options.rounds(); round++) {
                    for (var provider : providers) {
                        var measured = new Load(workload, provider, connections, progress)
                                .run(round, options.warmUp(), options.window());
                        measurements.add(measured);
                        progress.say(String.format(
                                Locale.ROOT,
                                "%-20s %-18s %4d connections  round %d  %10.1f/s  p50 %8.2f ms  p99 %8.2f ms  %d errors",
                                measured.workload(),
                                measured.target(),
                                connections,
                                round,
                                measured.perSecond(),
                                measured.millis(50),
                                measured.millis(99),
                                measured.errorCount()));
                    }
                }
            }
        }
        return measurements;
    }

    private static String text(Storm.Outcome seen) {
        return String.format(
                Locale.ROOT,
                "storm at %s: %,d clients refreshed within a second; the last was done after %.1f s (p50 %.0f ms, p99"
                        + " %.0f ms), told to come again %d times, errors %s, connections that the server ended %d",
                seen.target(),
                seen.clients(),
                seen.recoverySeconds(),
                millis(seen.latencies(), 50),
                millis(seen.latencies(), 99),
                seen.retries(),
                seen.errors(),
                seen.endings());
    }

    private static String text(Overload.Outcome seen) {
        var flood = seen.flood();
        var seconds = Math.max(1, flood.window().toSeconds());
        return String.format(
                Locale.ROOT,
                """
                overload at %s
                  before   %.0f/s, p99 %.1f ms
                  asked    %d/s for %d s
                  late     %d sent %d ms or more after their time, %d not sent
                  done     %d/s, p50 %.1f ms, p99 %.1f ms, at most %.0f ms
                  refused  %d/s with 503, p50 %.1f ms, p99 %.1f ms
                  errors   %s
                  ended    %d connections by the server
                  memory   from %d to %d MB, at most %d
                  after    %.0f/s, p99 %.1f ms""",
                seen.target(),
                seen.before().perSecond(),
                seen.before().millis(99),
                flood.wantedPerSecond(),
                seconds,
                flood.late(),
                Flood.LATE.toMillis(),
                flood.unsent(),
                flood.accepted().getTotalCount() / seconds,
                millis(flood.accepted(), 50),
                millis(flood.accepted(), 99),
                millis(flood.accepted(), 100),
                flood.refused().getTotalCount() / seconds,
                millis(flood.refused(), 50),
                millis(flood.refused(), 99),
                flood.errors(),
                flood.endings(),
                flood.megabytes().isEmpty() ? 0 : flood.megabytes().getFirst(),
                flood.megabytes().isEmpty() ? 0 : flood.megabytes().getLast(),
                flood.megabytes().stream().mapToLong(Long::longValue).max().orElse(0),
                seen.after().perSecond(),
                seen.after().millis(99));
    }

    private static double millis(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1000.0;
    }
}
