package dev.gatehouse.server.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
