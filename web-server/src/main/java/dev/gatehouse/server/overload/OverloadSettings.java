package dev.gatehouse.server.overload;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much is worked on at once.
 *
 * @param concurrentRequests how many requests are worked on at the same moment; 32 for each processor if left out
 * @param waitingRequests how many more have been read and wait for their turn; one for each MiB of heap if left out.
 *     All others wait unread on their connections.
 * @param largestBody how much a request may bring that is no form; more is refused with 413
 * @param drainTimeout how long a program that is to end goes on serving who still comes; it ends as soon as nobody has
 *     come for half a second. Zero: it closes its port at once.
 */
@ConfigurationProperties("gatehouse.overload")
record OverloadSettings(
        @Nullable Integer concurrentRequests,
        @Nullable Integer waitingRequests,
        @DefaultValue("128KB") DataSize largestBody,
        @DefaultValue("10s") Duration drainTimeout) {

    private static final int FOR_EACH_PROCESSOR = 32;
    private static final long HEAP_OF_ONE = 1024 * 1024;

    OverloadSettings {
        if (concurrentRequests != null && concurrentRequests < 1 || waitingRequests != null && waitingRequests < 0) {
            throw new IllegalArgumentException(
                    "gatehouse.overload.concurrent-requests must be 1 at least, waiting-requests 0 at least");
        }
        if (largestBody.isNegative() || drainTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "gatehouse.overload.largest-body and drain-timeout must not be negative");
        }
    }

    int concurrent() {
        return concurrentRequests == null
                ? FOR_EACH_PROCESSOR * Runtime.getRuntime().availableProcessors()
                : concurrentRequests;
    }

    /** How many requests may have been read and not yet answered. */
    int read() {
        return concurrent()
                + (waitingRequests == null
                        ? Math.toIntExact(Math.min(
                                Integer.MAX_VALUE / 2, Runtime.getRuntime().maxMemory() / HEAP_OF_ONE))
                        : waitingRequests);
    }
}
