package dev.gatehouse.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The report as a page that needs nothing from elsewhere: for each workload two plots, and the table. */
record Page(Report report) {

    private static final List<String> COLOURS = List.of("#0b6bcb", "#c2410c", "#15803d", "#7e22ce", "#b45309");
    private static final int WIDTH = 520;
    private static final int HEIGHT = 220;
    private static final int LEFT = 56;
    private static final int BOTTOM = 28;

    /** Where the axis of percentiles ends: one in ten thousand. */
    private static final double NINES = 4;

    private record Line(String name, List<double[]> points) {}

    String html() {
        var cells = report.cells();
        var sections = cells.stream()
                .map(each -> each.workload() + ", " + each.connections() + " connections")
                .distinct()
                .map(title -> section(
                        title,
                        cells.stream()
                                .filter(each ->
                                        title.equals(each.workload() + ", " + each.connections() + " connections"))
                                .toList()))
                .collect(Collectors.joining());
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>Benchmark</title><style>
                :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --rule: #d0d0d0; }
                @media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #161616; --rule: #444; } }
                body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
                       max-width: 1120px; margin: 2rem auto; padding: 0 1rem; }
                .plots { display: flex; flex-wrap: wrap; gap: 1rem; }
                figure { margin: 0; flex: 1 1 320px; } svg { width: 100%%; height: auto; }
                text { font-size: 11px; fill: var(--ink); } .grid { stroke: var(--rule); stroke-width: 1; }
                .scroll { overflow-x: auto; } pre { font-size: 13px; } polyline { fill: none; stroke-width: 2; }
                .key { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em; }
                </style></head><body><h1>Benchmark</h1><p>%s, on %s.</p>%s
                <h2>Table</h2><div class="scroll"><pre>%s</pre></div></body></html>
                """.formatted(report.takenAt(), escape(report.machine()), sections, escape(report.table()));
    }

    private static String section(String title, List<Report.Cell> cells) {
        var throughput = new ArrayList<Line>();
        var latency = new ArrayList<Line>();
        var legend = new StringBuilder();
        for (var cell : cells) {
            throughput.add(new Line(cell.target(), throughput(cell)));
            latency.add(new Line(cell.target(), latency(cell)));
            legend.append("<span class=\"key\" style=\"background:%s\"></span>%s"
                    .formatted(colour(legend.isEmpty() ? 0 : throughput.size() - 1), escape(cell.target())));
        }
        return "<h2>%s</h2><p>%s</p><div class=\"plots\">%s%s</div>"
                .formatted(
                        escape(title),
                        legend,
                        figure("Done in a second, over time", throughput, "s", ""),
                        figure("Latency by percentile", latency, "", " ms"));
    }

    private static String colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }

    /** The rounds one after the other; the last slot of each is not whole. */
    private static List<double[]> throughput(Report.Cell cell) {
        var points = new ArrayList<double[]>();
        double slots = 1e9 / Measurement.SLOT.toNanos();
        for (var round : cell.rounds()) {
            for (int slot = 0; slot < round.timeline().size() - 1; slot++) {
                points.add(new double[] {points.size() / slots, round.timeline().get(slot) * slots});
            }
        }
        return points;
    }

    /** The horizontal axis grows with the number of nines, so that the tail can be seen. */
    private static List<double[]> latency(Report.Cell cell) {
        var all = new Histogram(3);
        cell.rounds().forEach(each -> all.add(each.latencies()));
        var points = new ArrayList<double[]>();
        for (double nines = 0; nines <= NINES; nines += NINES / 80) {
            points.add(new double[] {nines, all.getValueAtPercentile(100 - 100 / Math.pow(10, nines)) / 1000.0});
        }
        return points;
    }

    private static String figure(String title, List<Line> lines, String unitX, String unitY) {
        double mostX = most(lines, 0);
        double mostY = most(lines, 1);
        var svg = new StringBuilder();
        for (int step = 0; step <= 4; step++) {
            double y = HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 10) * step / 4.0;
            svg.append(format("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH, y, y));
            svg.append(format(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s%s</text>",
                    LEFT - 6, y + 4, shortened(mostY * step / 4), unitY));
            double x = LEFT + (WIDTH - LEFT - 24) * step / 4.0;
            svg.append(format(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x, HEIGHT - 8, unitX.isEmpty() ? percentile(step) : shortened(mostX * step / 4) + " " + unitX));
        }
        for (int index = 0; index < lines.size(); index++) {
            var points = lines.get(index).points().stream()
                    .map(point -> format(
                            "%.1f,%.1f",
                            LEFT + (WIDTH - LEFT - 24) * point[0] / mostX,
                            HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 10) * point[1] / mostY))
                    .collect(Collectors.joining(" "));
            svg.append(format("<polyline stroke=\"%s\" points=\"%s\"/>", colour(index), points));
        }
        return format(
                "<figure><figcaption>%s</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%s</svg></figure>",
                title, WIDTH, HEIGHT, title, svg);
    }

    private static String percentile(int nines) {
        return nines == 0 ? "0" : shortened(100 - 100 / Math.pow(10, nines)) + " %";
    }

    private static double most(List<Line> lines, int axis) {
        return lines.stream()
                                .flatMap(each -> each.points().stream())
                                .mapToDouble(point -> point[axis])
                                .max()
                                .orElse(1)
                        * 1.0000001
                + 1e-9;
    }

    private static String shortened(double value) {
        return value >= 10_000
                ? format("%.0fk", value / 1000)
                : value >= 100 || value == Math.rint(value) ? format("%.0f", value) : format("%.2f", value);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
