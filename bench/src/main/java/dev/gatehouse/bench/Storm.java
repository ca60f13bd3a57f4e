package dev.gatehouse.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Lets many applications, each with a grant and a connection of its own, refresh within the same second: what a deployment
 * sees whose tokens were all issued at the same moment. One that is told to come later (503) does so after a second.
 */
final class Storm {

    private static final int PREPARING_AT_ONCE = 32;
    private static final int MOST_TRIES = 10;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration SPREAD = Duration.ofSeconds(1);

    private final Provider provider;
    private final Progress progress;

    Storm(Provider provider, Progress progress) {
        this.provider = provider;
        this.progress = progress;
    }

    /**
     * What was seen.
     *
     * @param clients how many refreshed
     * @param recoverySeconds from the first request until the last client had new tokens
     * @param latencies from a client's first request to its new tokens, in microseconds
     * @param retries how often a client was told to come again
     * @param endings how often the server ended a connection while nothing was asked
     * @param errors what else went wrong
     */
    record Outcome(
            String target,
            int clients,
            double recoverySeconds,
            Histogram latencies,
            int retries,
            int endings,
            Map<String, Long> errors) {}

    Outcome run(int clients) throws InterruptedException {
        var callers = prepare(clients);
        int endedBefore = endings(callers);
        var done = new AtomicInteger();
        var retries = new AtomicInteger();
        long began = System.nanoTime() + Duration.ofMillis(200).toNanos();
        var latencies = new ConcurrentHistogram(3);
        var failures = new Failures();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < clients; number++) {
                var caller = callers.get(number);
                var at = began + SPREAD.toNanos() * number / clients;
                threads.execute(() -> {
                    try {
                        Thread.sleep(Duration.ofNanos(Math.max(0, at - System.nanoTime())));
                        latencies.recordValue(refresh(caller, retries).toNanos() / 1000);
                    } catch (IOException failure) {
                        failures.add(failure);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    } finally {
                        done.incrementAndGet();
                    }
                });
            }
            while (done.get() < clients) {
                progress.show("storm at %s: %,d of %,d clients have new tokens"
                        .formatted(provider.target().name(), done.get(), clients));
                Thread.sleep(50);
            }
        }
        var took = (System.nanoTime() - began) / 1e9;
        callers.forEach(Caller::close);
        return new Outcome(
                provider.target().name(),
                clients,
                took,
                latencies,
                retries.get(),
                endings(callers) - endedBefore,
                failures.counts());
    }

    private static int endings(List<Caller> callers) {
        return callers.stream().mapToInt(Caller::endings).sum();
    }

    /** Returns how long it took until there were new tokens. */
    private static Duration refresh(Caller caller, AtomicInteger retries) throws IOException, InterruptedException {
        var started = System.nanoTime();
        for (int tries = 1; ; tries++) {
            try {
                caller.refresh();
                return Duration.ofNanos(System.nanoTime() - started);
            } catch (Caller.Refused refused) {
                if (refused.status() != 503 || tries == MOST_TRIES) {
                    throw refused;
                }
                retries.incrementAndGet();
                Thread.sleep(PAUSE);
            }
        }
    }

    private List<Caller> prepare(int clients) throws InterruptedException {
        var callers = new ArrayList<Caller>();
        var failures = new Failures();
        var places = new Semaphore(PREPARING_AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < clients; number++) {
                var caller = new Caller(provider, number);
                var first = callers.isEmpty() ? caller : callers.get(number % Math.min(number, PREPARING_AT_ONCE));
                callers.add(caller);
                places.acquire();
                if (number <= PREPARING_AT_ONCE) {
                    // The first ones sign in, each after the other; the rest share their sessions.
                    begin(caller, null, failures, places);
                } else {
                    threads.execute(() -> begin(caller, first, failures, places));
                }
                progress.show("storm at %s: %,d of %,d clients have a grant"
                        .formatted(provider.target().name(), number, clients));
            }
        }
        if (!failures.counts().isEmpty()) {
            throw new Problem("Not every client of the storm got a grant: " + failures.counts());
        }
        return callers;
    }

    private static void begin(Caller caller, @Nullable Caller first, Failures failures, Semaphore places) {
        try {
            if (first == null) {
                caller.signIn();
            } else {
                caller.join(first);
                caller.codeFlow();
            }
            caller.close();
        } catch (IOException failure) {
            failures.add(failure);
        } finally {
            places.release();
        }
    }
}
