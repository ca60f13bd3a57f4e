package dev.gatehouse.server.overload;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Goes without dropping anybody: a program that is to end says so (readiness), and serves who still comes, each for the
 * last time on its connection, until nobody has come for a moment. Only then does the server close its port; what had
 * been sent by then, and not been accepted, would be lost.
 */
final class Leaving implements SmartLifecycle {

    private static final Duration QUIET = Duration.ofMillis(500);
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private final List<GuardedProtocol> protocols = new CopyOnWriteArrayList<>();
    private final ApplicationContext context;
    private final Duration longest;
    private volatile boolean running;

    Leaving(ApplicationContext context, Duration longest) {
        this.context = context;
        this.longest = longest;
    }

    void add(GuardedProtocol protocol) {
        protocols.add(protocol);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (protocols.isEmpty() || longest.isZero()) {
            return;
        }
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        protocols.forEach(GuardedProtocol::leave);
        long latest = System.nanoTime() + longest.toNanos();
        try {
            while (System.nanoTime() < latest && protocols.stream().anyMatch(each -> !each.isQuietFor(QUIET))) {
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the server stops to accept (Spring Boot's graceful shutdown). */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
