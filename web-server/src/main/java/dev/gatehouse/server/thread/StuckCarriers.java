package dev.gatehouse.server.thread;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.SmartLifecycle;

/**
 * Frees virtual threads that wait for each other. One that loads a class keeps its carrier while it waits for a lock
 * (JEP 491, Future Work); when all carriers wait so for a lock whose holder waits for a carrier, nothing goes on any more,
 * for ever. Seen here with two processors, when the first visitors of a fresh program came at the same moment. Then there
 * are more carriers for as long as it takes.
 */
@AutoConfiguration
class StuckCarriers implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(StuckCarriers.class);

    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final int MORE = 4;

    /** What the JDK allows at most, unless it is told otherwise. */
    private static final int MOST = 256;

    private final VirtualThreadSchedulerMXBean scheduler =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    private final OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final int usual = scheduler.getParallelism();
    private volatile boolean running;

    @Override
    public void start() {
        running = true;
        Thread.ofPlatform().daemon().name("stuck-carriers").start(this::watch);
    }

    private void watch() {
        try {
            while (running) {
                if (areStuck()) {
                    var more = Math.min(scheduler.getParallelism() * MORE, MOST);
                    LOG.warn("No virtual thread gets on; {} carriers instead of {} for a while", more, usual);
                    scheduler.setParallelism(more);
                } else if (scheduler.getParallelism() != usual) {
                    scheduler.setParallelism(usual);
                }
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A fresh virtual thread does not get its turn, though the processors have nothing to do. */
    private boolean areStuck() throws InterruptedException {
        var turn = new CountDownLatch(1);
        var cpu = machine.getProcessCpuTime();
        // By another thread each time: what comes to a queue in which something waits wakes no carrier.
        Thread.ofPlatform().daemon().start(() -> Thread.startVirtualThread(turn::countDown));
        return !turn.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)
                && machine.getProcessCpuTime() - cpu < INTERVAL.toNanos() / 2;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before anybody is served. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
