package dev.gatehouse.server.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StuckCarriersTests {

    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    /** Whoever uses it first waits in the initializer and keeps its carrier, and so does whoever comes then. */
    private static final class Slow {

        private static final boolean READY = await();

        private static boolean await() {
            try {
                RELEASED.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return true;
        }
    }

    @Test
    @Timeout(30)
    void whenAllCarriersWaitForOneThatHasNoneThenAllGoOn() throws InterruptedException {
        var watch = new StuckCarriers();
        watch.start();
        try {
            var waiting = new ArrayList<Thread>();
            for (int carrier = 0; carrier < 2 * Runtime.getRuntime().availableProcessors(); carrier++) {
                waiting.add(
                        Thread.startVirtualThread(() -> assertThat(Slow.READY).isTrue()));
            }
            Thread.sleep(Duration.ofMillis(200));
            Thread.startVirtualThread(RELEASED::countDown);
            for (var each : waiting) {
                assertThat(each.join(Duration.ofSeconds(20))).isTrue();
            }
        } finally {
            watch.stop();
        }
    }
}
