package dev.gatehouse.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps a number of connections busy with one workload: each sends the next request when it has the answer to the last.
 * Such a closed loop finds out how much a server can do; at equal concurrency, its latencies may be compared.
 */
final class Load {

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(20);

    private static final int PREPARING_AT_ONCE = 4;

    private final Workload workload;
    private final Provider provider;
    private final int connections;
    private final Progress progress;
    private final Semaphore preparing = new Semaphore(PREPARING_AT_ONCE);
    private final LongAdder done = new LongAdder();
    private volatile Phase phase = Phase.WARMING;

    Load(Workload workload, Provider provider, int connections, Progress progress) {
        this.workload = workload;
        this.provider = provider;
        this.connections = connections;
        this.progress = progress;
    }

    private enum Phase {
        WARMING,
        MEASURING,
        OVER
    }

    /** Warms up, measures, and waits for the last answers. */
    Measurement run(int round, Duration warmUp, Duration window) throws InterruptedException {
        var server = new ServerProcess(workload.pids(provider.target()));
        try (var threads = Executors.newFixedThreadPool(connections)) {
            var callers = prepare(threads);
            var slots = Math.toIntExact(window.dividedBy(Measurement.SLOT)) + 1;
            var workers = new ArrayList<Worker>();
            callers.forEach(each -> workers.add(new Worker(each, slots)));
            var running = workers.stream().map(threads::submit).toList();
            waitFor(warmUp, "warming up");
            var cpuBefore = server.cpu();
            var began = System.nanoTime();
            workers.forEach(each -> each.begin(began));
            phase = Phase.MEASURING;
            waitFor(window, "measuring");
            phase = Phase.OVER;
            var took = Duration.ofNanos(System.nanoTime() - began);
            var cpu = server.cpu().minus(cpuBefore);
            await(running);
            callers.forEach(each -> each.caller().close());
            var all = new Tally(began, slots);
            workers.forEach(each -> all.add(each.tally()));
            return measurement(round, took, all, server, cpu);
        }
    }

    private Measurement measurement(int round, Duration took, Tally all, ServerProcess server, Duration cpu) {
        var count = Math.max(1, all.done());
        return new Measurement(
                provider.target().name(),
                workload.title(),
                connections,
                round,
                took,
                all.done(),
                all.latencies(),
                all.errors(),
                all.endings(),
                Arrays.stream(all.timeline()).boxed().toList(),
                server.isKnown() ? cpu.toNanos() / 1000.0 / count : 0,
                server.residentMegabytes());
    }

    private record Prepared(Caller caller, Workload.Operation operation) {}

    private List<Prepared> prepare(ExecutorService threads) throws InterruptedException {
        var made = new ArrayList<Future<Prepared>>();
        for (int number = 0; number < connections; number++) {
            var caller = new Caller(provider, number);
            made.add(threads.submit(() -> prepared(caller)));
        }
        return await(made);
    }

    /** A few at a time: every provider makes sign-ins slow on purpose. */
    private Prepared prepared(Caller caller) throws IOException, InterruptedException {
        preparing.acquire();
        try {
            return new Prepared(caller, workload.prepare(caller));
        } finally {
            preparing.release();
        }
    }

    private <T> List<T> await(List<Future<T>> futures) throws InterruptedException {
        var results = new ArrayList<T>();
        for (var each : futures) {
            try {
                results.add(each.get());
            } catch (ExecutionException failure) {
                throw new Problem(
                        provider.target().name() + " refuses " + workload.title() + ": " + failure.getMessage());
            }
        }
        return results;
    }

    private void waitFor(Duration time, String what) throws InterruptedException {
        var until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            progress.show("%s at %s, %d connections: %s, %d s left, %,d done"
                    .formatted(
                            workload.title(),
                            provider.target().name(),
                            connections,
                            what,
                            Duration.ofNanos(left).toSeconds() + 1,
                            done.sum()));
            Thread.sleep(Math.min(200, Math.max(1, left / 1_000_000)));
        }
    }

    private final class Worker implements Callable<Void> {

        private final Prepared prepared;
        private final int slots;
        private volatile Tally tally;

        Worker(Prepared prepared, int slots) {
            this.prepared = prepared;
            this.slots = slots;
            this.tally = new Tally(System.nanoTime(), slots);
        }

        void begin(long began) {
            tally = new Tally(began, slots);
        }

        Tally tally() {
            return tally;
        }

        @Override
        public Void call() throws InterruptedException {
            while (phase != Phase.OVER) {
                var started = System.nanoTime();
                var endings = prepared.caller().endings();
                try {
                    prepared.operation().run();
                    succeeded(started);
                } catch (IOException failure) {
                    failed(started, failure);
                    Thread.sleep(PAUSE_AFTER_FAILURE);
                }
                if (phase != Phase.WARMING) {
                    tally.endings(prepared.caller().endings() - endings);
                }
            }
            return null;
        }

        /** Whatever was under way in the window counts, also if it began before or ends after it. */
        private void succeeded(long started) {
            switch (phase) {
                case WARMING -> {}
                case MEASURING -> tally.done(started);
                case OVER -> tally.late(started);
            }
            done.increment();
        }

        private void failed(long started, IOException failure) {
            var now = phase;
            if (now != Phase.WARMING) {
                tally.failure(failure);
            }
            if (now == Phase.OVER) {
                tally.late(started);
            }
        }
    }
}
