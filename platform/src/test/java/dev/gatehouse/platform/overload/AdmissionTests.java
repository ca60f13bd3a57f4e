package dev.gatehouse.platform.overload;

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

    @Test
    void whenTheQueueStandsNobodyWaitsLong() throws Exception {
        var admission = new Admission(1);
        assertThat(admission.enter()).isTrue();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var patient = callers.submit(admission::enter);
            while (admission.waiting() == 0) {
                Thread.onSpinWait();
            }
            Thread.sleep(Duration.ofSeconds(4));
            var next = callers.submit(admission::enter);
            assertThat(patient.get()).isFalse();
            var began = System.nanoTime();
            assertThat(admission.enter()).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            admission.leave();
            assertThat(next.get()).isTrue();
        }
        admission.leave();
        assertThat(admission.enter()).isTrue();
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
