package dev.gatehouse.auth.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.account.TooManySignIns;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OneAtATimeTests {

    private final OneAtATime names = new OneAtATime();
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicInteger refused = new AtomicInteger();

    /** A flood on one name takes some of the threads, and nobody else's turn. */
    @Test
    void whoeverComesWhileTooManyWaitIsRefusedAndOtherNamesGoOn() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int caller = 0; caller < 150; caller++) {
                all.add(pool.submit(() -> work("ada")));
            }
            while (refused.get() < 49) {
                Thread.sleep(5);
            }
            assertThat(names.run("grace", () -> "served")).isEqualTo("served");

            done.countDown();
            for (var each : all) {
                each.get();
            }
        }
        assertThat(refused).hasValue(49);
        assertThat(names.run("ada", () -> "served")).isEqualTo("served");
    }

    private void work(String name) {
        try {
            names.run(name, () -> {
                try {
                    done.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                return name;
            });
        } catch (TooManySignIns _) {
            refused.incrementAndGet();
        }
    }
}
