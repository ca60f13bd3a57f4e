package dev.gatehouse.server.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AdmissionTests {

    @Test
    void aBurstWaitsAndIsServed() throws Exception {
        var admission = new Admission(4);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Future<Boolean>>();
            for (int call = 0; call < 500; call++) {
                calls.add(callers.submit(() -> isServed(admission, Duration.ofMillis(5))));
            }
            for (var call : calls) {
                assertThat(call.get()).isTrue();
            }
        }
        assertThat(admission.waiting()).isZero();
    }

    /** Who has not been served when the burst is over finds the queue long, and is refused at once. */
    @Test
    void whenALongQueueStandsNobodyWaitsLong() throws Exception {
        var admission = new Admission(1);
        assertThat(admission.enter()).isTrue();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = new ArrayList<Future<Boolean>>();
            for (int caller = 0; caller < 20; caller++) {
                waiting.add(callers.submit(admission::enter));
            }
            while (admission.waiting() < 20) {
                Thread.onSpinWait();
            }
            Thread.sleep(Duration.ofMillis(4_900));
            // A queue that is long all the time, as those who were refused come again.
            for (int caller = 0; caller < 20; caller++) {
                waiting.add(callers.submit(admission::enter));
            }
            Thread.sleep(Duration.ofMillis(300));
            var began = System.nanoTime();
            assertThat(admission.enter()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            admission.leave();
            for (var each : waiting) {
                if (each.get()) {
                    admission.leave();
                }
            }
        }
        assertThat(admission.waiting()).isZero();
        assertThat(admission.enter()).isTrue();
    }

    @Test
    void aShortQueueMayStandForEver() throws Exception {
        var admission = new Admission(2);
        var until = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Future<Boolean>>();
            for (int caller = 0; caller < 8; caller++) {
                calls.add(callers.submit(() -> {
                    boolean served = true;
                    while (served && System.nanoTime() < until) {
                        served = isServed(admission, Duration.ofMillis(60));
                    }
                    return served;
                }));
            }
            for (var each : calls) {
                assertThat(each.get()).isTrue();
            }
        }
    }

    private static boolean isServed(Admission admission, Duration work) throws InterruptedException {
        if (!admission.enter()) {
            return false;
        }
        try {
            Thread.sleep(work);
            return true;
        } finally {
            admission.leave();
        }
    }
}
