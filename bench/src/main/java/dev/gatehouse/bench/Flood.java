package dev.gatehouse.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * So many requests in each second, whether the server keeps up or not. Each has a time at which it is due, and goes over
 * whatever connection is free then. Its latency counts from that time: if all connections wait for answers, it is sent
 * late, and to whom it matters that is the same as an answer that comes late.
 */
final class Flood {

    static final Duration LATE = Duration.ofMillis(10);

    /** An answer may come long after the window. */
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(2);

    private final Provider provider;
    private final int connections;
    private final long perSecond;
    private final Duration window;
    private final long due;
    private final AtomicLong turns = new AtomicLong();
    private final LongAdder sent = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder endings = new LongAdder();

    // The senders share them: a histogram for each would be a hundred megabytes.
    private final Histogram accepted;
    private final Histogram refused;
    private final Failures failures = new Failures();

    Flood(Provider provider, int connections, long perSecond, Duration window) {
        var longest = window.plus(LONGEST_ANSWER).toMillis() * 1000;
        this.provider = provider;
        this.connections = connections;
        this.perSecond = perSecond;
        this.window = window;
        this.due = perSecond * window.toMillis() / 1000;
        this.accepted = new ConcurrentHistogram(longest, 3);
        this.refused = new ConcurrentHistogram(longest, 3);
    }

    /**
     * What was seen.
     *
     * @param wantedPerSecond how much was asked for
     * @param accepted latencies of what was done, in microseconds
     * @param refused latencies of what was answered 503
     * @param errors what else came
     * @param endings how often the server ended a connection while nothing was asked
     * @param late how many were sent {@link #LATE} or more after their time, for no connection or no processor was free
     * @param unsent how many were due, and not sent before the window was over
     * @param megabytes the server's memory, each second
     */
    record Outcome(
            long wantedPerSecond,
            Duration window,
            Histogram accepted,
            Histogram refused,
            Map<String, Long> errors,
            long endings,
            long late,
            long unsent,
            List<Long> megabytes) {}

    Outcome run(Progress progress) throws InterruptedException {
        var megabytes = new ArrayList<Long>();
        var server = new ServerProcess(provider.target().pids());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long began = System.nanoTime();
            for (int number = 0; number < connections; number++) {
                var caller = new Caller(provider, number);
                threads.execute(() -> send(caller, began));
            }
            for (long second = 0, before = 0; second < window.toSeconds(); second++) {
                var now = sent.sum();
                progress.show("overload at %s: %,d requests a second, %d s left"
                        .formatted(provider.target().name(), now - before, window.toSeconds() - second));
                before = now;
                Thread.sleep(Duration.ofSeconds(1));
                megabytes.add(server.residentMegabytes());
            }
        }
        return new Outcome(
                perSecond,
                window,
                accepted,
                refused,
                failures.counts(),
                endings.sum(),
                late.sum(),
                due - sent.sum(),
                megabytes);
    }

    private void send(Caller caller, long began) {
        try (caller) {
            for (long turn = turns.getAndIncrement(); turn < due; turn = turns.getAndIncrement()) {
                if (System.nanoTime() - began > window.toNanos()) {
                    return;
                }
                long at = began + turn * 1_000_000_000L / perSecond;
                Thread.sleep(Duration.ofNanos(Math.max(0, at - System.nanoTime())));
                sent.increment();
                if (System.nanoTime() - at > LATE.toNanos()) {
                    late.increment();
                }
                ask(caller, at);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            endings.add(caller.endings());
        }
    }

    private void ask(Caller caller, long at) {
        try {
            caller.machineToken();
            accepted.recordValue((System.nanoTime() - at) / 1000);
        } catch (Caller.Refused answer) {
            if (answer.status() == 503) {
                refused.recordValue((System.nanoTime() - at) / 1000);
            } else {
                failures.add(answer);
            }
        } catch (IOException failure) {
            failures.add(failure);
        }
    }
}
