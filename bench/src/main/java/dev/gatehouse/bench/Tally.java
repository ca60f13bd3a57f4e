package dev.gatehouse.bench;

import java.io.IOException;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What one thread sees; not for two. */
final class Tally {

    private final Histogram latencies = new Histogram(3);
    private final Failures failures = new Failures();
    private final long[] timeline;
    private final long began;
    private long done;
    private int endings;

    /**
     * Begins.
     *
     * @param began when the window began ({@link System#nanoTime()})
     * @param slots how many quarters of a second it has
     */
    Tally(long began, int slots) {
        this.began = began;
        this.timeline = new long[slots];
    }

    /** Something was done within the window. */
    void done(long startedAt) {
        var now = System.nanoTime();
        latencies.recordValue((now - startedAt) / 1000);
        done++;
        int slot = (int) ((now - began) / Measurement.SLOT.toNanos());
        if (slot >= 0 && slot < timeline.length) {
            timeline[slot]++;
        }
    }

    /**
     * Something was under way when the window was over. It is not done in it, but left out it would hide just the answers
     * that took longest.
     */
    void late(long startedAt) {
        latencies.recordValue((System.nanoTime() - startedAt) / 1000);
    }

    void failure(IOException failure) {
        failures.add(failure);
    }

    void endings(int count) {
        endings += count;
    }

    void add(Tally other) {
        latencies.add(other.latencies);
        failures.addAll(other.failures);
        done += other.done;
        endings += other.endings;
        for (int slot = 0; slot < timeline.length; slot++) {
            timeline[slot] += other.timeline[slot];
        }
    }

    Histogram latencies() {
        return latencies;
    }

    long done() {
        return done;
    }

    int endings() {
        return endings;
    }

    Map<String, Long> errors() {
        return failures.counts();
    }

    long[] timeline() {
        return timeline;
    }
}
