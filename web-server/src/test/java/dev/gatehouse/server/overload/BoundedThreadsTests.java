package dev.gatehouse.server.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BoundedThreadsTests {

    @Test
    void allTasksRunAndNeverMoreThanAllowedAtOnce() throws InterruptedException {
        var tasks = 20_000;
        var threads = new BoundedThreads(8, _ -> ThreadLocalRandom.current().nextBoolean());
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var done = new CountDownLatch(tasks);
        for (int task = 0; task < tasks; task++) {
            threads.execute(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                if (ThreadLocalRandom.current().nextBoolean()) {
                    BoundedThreads.started();
                }
                if (ThreadLocalRandom.current().nextInt(10) == 0) {
                    Thread.yield();
                }
                running.decrementAndGet();
                done.countDown();
            });
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isLessThanOrEqualTo(8);
    }

    /** Three do it at a time, and every second one is given back. */
    @Test
    void eachTaskIsRunOrTakenAwayOnce() throws InterruptedException {
        var tasks = 30_000;
        var threads = new BoundedThreads(2, _ -> false);
        var done = new AtomicInteger();
        var taken = new AtomicInteger();
        Runnable task = () -> {
            threads.letOthersOn();
            done.incrementAndGet();
        };
        Runnable giving = () -> {
            for (int each = 0; each < tasks / 3; each++) {
                threads.execute(task);
                threads.takeOldest(_ -> {
                    boolean takes = ThreadLocalRandom.current().nextBoolean();
                    if (takes) {
                        taken.incrementAndGet();
                    }
                    return takes;
                });
            }
        };
        var givers = Stream.generate(() -> Thread.ofPlatform().start(giving))
                .limit(3)
                .toList();
        for (var giver : givers) {
            giver.join();
        }
        for (int look = 0; look < 2_000 && !threads.areAllFree(); look++) {
            Thread.sleep(10);
        }
        assertThat(threads.waiting()).isZero();
        assertThat(taken.get()).isBetween(1, tasks - 1);
        assertThat(done.get() + taken.get()).isEqualTo(tasks);
    }

    /** All of them want to let others on, again and again. */
    @Test
    void whoStandsAsideIsBoundedToo() throws InterruptedException {
        var tasks = 20_000;
        var threads = new BoundedThreads(8, _ -> ThreadLocalRandom.current().nextBoolean());
        var there = new AtomicInteger();
        var most = new AtomicInteger();
        var done = new CountDownLatch(tasks);
        for (int task = 0; task < tasks; task++) {
            threads.execute(() -> {
                most.accumulateAndGet(there.incrementAndGet(), Math::max);
                threads.letOthersOn();
                threads.letOthersOn();
                there.decrementAndGet();
                done.countDown();
            });
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isLessThanOrEqualTo(9);
    }
}
