package dev.gatehouse.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Asks for twice as much as the server was just seen to do, for a while, and looks at what it does then: requests are sent
 * at their time, whether others have been answered or not.
 */
final class Overload {

    private static final int CAPACITY_CONNECTIONS = 64;
    private static final int CONNECTIONS = 1_000;
    private static final long LONGEST_MICROS = Duration.ofMinutes(2).toMillis() * 1000;

    private final Provider provider;
    private final Progress progress;

    Overload(Provider provider, Progress progress) {
        this.provider = provider;
        this.progress = progress;
    }

    /**
     * What was seen.
     *
     * @param before what the server did when it was asked for as much as it could do
     * @param wantedPerSecond how much was asked for then
     * @param accepted latencies of what was done, in microseconds
     * @param refused latencies of what was answered 503
     * @param errors what else came
     * @param megabytes the server's memory, each second
     * @param after what the server did a while later
     */
    record Outcome(
            String target,
            Measurement before,
            long wantedPerSecond,
            Duration window,
            Histogram accepted,
            Histogram refused,
            Map<String, Long> errors,
            List<Long> megabytes,
            Measurement after) {}

    Outcome run(Duration warmUp, Duration window) throws InterruptedException {
        var before = capacity(warmUp);
        long wanted = Math.round(before.perSecond() * 2);
        // The senders share them: a histogram for each would be a hundred megabytes.
        var accepted = new ConcurrentHistogram(LONGEST_MICROS, 3);
        var refused = new ConcurrentHistogram(LONGEST_MICROS, 3);
        var failures = new Failures();
        var megabytes = new ArrayList<Long>();
        var server = new ServerProcess(provider.target().pids());
        var sent = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long began = System.nanoTime();
            for (int number = 0; number < CONNECTIONS; number++) {
                var sender = new Sender(
                        new Caller(provider, number), began, number, wanted, window, sent, accepted, refused, failures);
                threads.execute(sender);
            }
            for (long second = 0; second < window.toSeconds(); second++) {
                progress.show("overload at %s: %,d requests a second, %d s left"
                        .formatted(provider.target().name(), sent.getAndSet(0), window.toSeconds() - second));
                Thread.sleep(Duration.ofSeconds(1));
                megabytes.add(server.residentMegabytes());
            }
        }
        var after = capacity(Duration.ofSeconds(2));
        return new Outcome(
                provider.target().name(),
                before,
                wanted,
                window,
                accepted,
                refused,
                failures.counts(),
                megabytes,
                after);
    }

    private Measurement capacity(Duration warmUp) throws InterruptedException {
        return new Load(Workload.CLIENT_CREDENTIALS, provider, CAPACITY_CONNECTIONS, progress)
                .run(0, warmUp, Duration.ofSeconds(10));
    }

    private static final class Sender implements Runnable {

        private final Caller caller;
        private final long began;
        private final int number;
        private final long perSecond;
        private final Duration window;
        private final AtomicLong sent;
        private final Histogram accepted;
        private final Histogram refused;
        private final Failures failures;

        Sender(
                Caller caller,
                long began,
                int number,
                long perSecond,
                Duration window,
                AtomicLong sent,
                Histogram accepted,
                Histogram refused,
                Failures failures) {
            this.failures = failures;
            this.accepted = accepted;
            this.refused = refused;
            this.caller = caller;
            this.began = began;
            this.number = number;
            this.perSecond = perSecond;
            this.window = window;
            this.sent = sent;
        }

        @Override
        public void run() {
            try (caller) {
                for (long turn = 0; ; turn++) {
                    var at = (turn * CONNECTIONS + number) * 1_000_000_000L / perSecond;
                    if (at > window.toNanos() || System.nanoTime() - began > window.toNanos()) {
                        // Where the machine can not send as fast, the rest stays unsent.
                        return;
                    }
                    Thread.sleep(Duration.ofNanos(Math.max(0, began + at - System.nanoTime())));
                    sent.incrementAndGet();
                    send();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private void send() {
            var started = System.nanoTime();
            try {
                caller.machineToken();
                accepted.recordValue((System.nanoTime() - started) / 1000);
            } catch (Caller.Refused answer) {
                if (answer.status() == 503) {
                    refused.recordValue((System.nanoTime() - started) / 1000);
                } else {
                    failures.add(answer);
                }
            } catch (IOException failure) {
                failures.add(failure);
            }
        }
    }
}
