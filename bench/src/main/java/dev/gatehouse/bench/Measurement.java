package dev.gatehouse.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What was seen of one workload at one provider in one window.
 *
 * @param target the provider's name
 * @param workload what was done
 * @param connections how many did it at the same moment
 * @param round which repetition
 * @param window how long it was measured
 * @param done how many succeeded within the window
 * @param latencies of these, and of those that were under way at its end, in microseconds
 * @param errors how often each failure came
 * @param endings how often the server ended a connection while nothing was asked, so that another had to be opened
 * @param timeline successes in each quarter of a second
 * @param cpuMicros the server's CPU time for each success, in microseconds; 0 if its process is not known
 * @param residentMegabytes the server's memory at the end; 0 if not known
 */
record Measurement(
        String target,
        String workload,
        int connections,
        int round,
        Duration window,
        long done,
        Histogram latencies,
        Map<String, Long> errors,
        int endings,
        List<Long> timeline,
        double cpuMicros,
        long residentMegabytes) {

    static final Duration SLOT = Duration.ofMillis(250);

    double perSecond() {
        return done * 1e9 / window.toNanos();
    }

    /** Returns the latency that so many percent stay under, in milliseconds. */
    double millis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1000.0;
    }

    long errorCount() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }
}
