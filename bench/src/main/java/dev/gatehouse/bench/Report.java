package dev.gatehouse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that was measured, as a table and as JSON.
 *
 * @param takenAt when
 * @param machine on what
 * @param measurements the windows, in their order
 */
record Report(Instant takenAt, String machine, List<Measurement> measurements) {

    static final List<Double> PERCENTILES = List.of(50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 100.0);

    static Report of(List<Measurement> measurements) {
        var machine = "%d processors, %s %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.version());
        return new Report(Instant.now(), machine, measurements);
    }

    /** What was measured of one workload at one provider with one number of connections, in all rounds. */
    record Cell(String workload, int connections, String target, List<Measurement> rounds) {

        double median(ToDoubleFunction<Measurement> figure) {
            var sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }

        long errors() {
            return rounds.stream().mapToLong(Measurement::errorCount).sum();
        }

        /** How much the server would do in a second on one processor alone; without its CPU time, what it did do. */
        double capacity() {
            var cpu = median(Measurement::cpuMicros);
            return cpu > 0 ? 1e6 / cpu : median(Measurement::perSecond);
        }
    }

    List<Cell> cells() {
        var cells = new LinkedHashMap<String, Cell>();
        for (var each : measurements) {
            var name = each.workload() + " " + each.connections() + " " + each.target();
            cells.computeIfAbsent(
                            name, _ -> new Cell(each.workload(), each.connections(), each.target(), new ArrayList<>()))
                    .rounds()
                    .add(each);
        }
        return List.copyOf(cells.values());
    }

    /** How many times as much as the first provider this one does with the same CPU time. */
    double ratio(Cell cell) {
        return cells().stream()
                .filter(each -> each.workload().equals(cell.workload()) && each.connections() == cell.connections())
                .findFirst()
                .map(first -> cell.capacity() / first.capacity())
                .orElse(1.0);
    }

    String table() {
        var table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "%n%-20s %-18s %5s %10s %9s %9s %9s %7s %10s %7s %7s%n",
                "workload",
                "provider",
                "conns",
                "per s",
                "p50 ms",
                "p99 ms",
                "max ms",
                "errors",
                "CPU us/op",
                "MB",
                "ratio"));
        for (var cell : cells()) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-20s %-18s %5d %10.1f %9.2f %9.2f %9.2f %7d %10s %7.0f %6.2fx%n",
                    cell.workload(),
                    cell.target(),
                    cell.connections(),
                    cell.median(Measurement::perSecond),
                    cell.median(each -> each.millis(50)),
                    cell.median(each -> each.millis(99)),
                    cell.median(each -> each.millis(100)),
                    cell.errors(),
                    cell.median(Measurement::cpuMicros) > 0
                            ? String.format(Locale.ROOT, "%.0f", cell.median(Measurement::cpuMicros))
                            : "-",
                    cell.median(Measurement::residentMegabytes),
                    ratio(cell)));
        }
        measurements.stream()
                .filter(each -> each.errorCount() > 0)
                .forEach(each -> table.append(each.target())
                        .append(' ')
                        .append(each.workload())
                        .append(": ")
                        .append(each.errors())
                        .append(System.lineSeparator()));
        measurements.stream()
                .filter(each -> each.endings() > 0)
                .forEach(each ->
                        table.append("%s %s: connections that the server ended, so that others were opened: %d%n"
                                .formatted(each.target(), each.workload(), each.endings())));
        return table.toString();
    }

    void write(Path folder) {
        try {
            Files.createDirectories(folder);
            JsonMapper.builder()
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(folder.resolve("report.json").toFile(), json());
            Files.writeString(folder.resolve("report.html"), new Page(this).html());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private Map<String, Object> json() {
        return Map.of(
                "takenAt",
                takenAt.toString(),
                "machine",
                machine,
                "measurements",
                measurements.stream().map(Report::json).toList());
    }

    static Map<String, Object> json(Measurement each) {
        var latencies = new LinkedHashMap<String, Double>();
        PERCENTILES.forEach(percentile -> latencies.put("p" + percentile, each.millis(percentile)));
        var json = new LinkedHashMap<String, Object>();
        json.put("target", each.target());
        json.put("workload", each.workload());
        json.put("connections", each.connections());
        json.put("round", each.round());
        json.put("seconds", each.window().toMillis() / 1000.0);
        json.put("perSecond", each.perSecond());
        json.put("latencyMillis", latencies);
        json.put("errors", each.errors());
        json.put("connectionsEnded", each.endings());
        json.put("cpuMicrosPerOperation", each.cpuMicros());
        json.put("residentMegabytes", each.residentMegabytes());
        json.put("perQuarterSecond", each.timeline());
        return json;
    }
}
