package dev.gatehouse.server.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PatientQueueTests {

    @Test
    @Timeout(10)
    void whoIsNotServedInTimeGoesAndIsNotInterruptedLater() throws Exception {
        var places = new Semaphore(0, true);
        var queue = new PatientQueue(places, Duration.ofMillis(300));
        for (int round = 0; round < 2; round++) {
            var began = System.nanoTime();
            assertThat(queue.await()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
        places.release();
        assertThat(queue.await()).isTrue();
        assertThat(queue.length()).isZero();
    }

    /** Places that come when patience ends: each is had once or still there, and no interrupt is left behind. */
    @Test
    @Timeout(60)
    void noPlaceIsLostWhenItComesAtTheLastMoment() throws Exception {
        var places = new Semaphore(0, true);
        var queue = new PatientQueue(places, Duration.ofMillis(200));
        var had = 0;
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = new ArrayList<Future<Boolean>>();
            for (int caller = 0; caller < 2_000; caller++) {
                waiting.add(callers.submit(() -> {
                    Thread.sleep(ThreadLocalRandom.current().nextInt(400));
                    var served = queue.await();
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    return served;
                }));
            }
            for (int place = 0; place < 1_000; place++) {
                Thread.sleep(ThreadLocalRandom.current().nextInt(2));
                places.release();
            }
            for (var each : waiting) {
                had += each.get() ? 1 : 0;
            }
        }
        assertThat(had + places.availablePermits()).isEqualTo(1_000);
        assertThat(queue.length()).isZero();
    }
}
