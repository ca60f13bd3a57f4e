package dev.gatehouse.server.overload;

import java.time.Duration;

/**
 * Tells who has waited too long for a processor. As in {@link Admission}, a short wait is no overload, and a burst may
 * wait; when the mean wait has been long for as long as that, whoever waits long is refused, until there is hardly any.
 */
final class Backlog {

    /** However slow a processor is, so few who wait are not too many: that is a bound of its own. */
    static final int FEW = 256;

    private static final long LONG = Duration.ofMillis(50).toNanos();
    private static final long SHORT = Duration.ofMillis(5).toNanos();

    /** The mean forgets a request after about so many others. */
    private static final int MEMORY = 64;

    private final long burst;
    private volatile long mean;
    private volatile long longSince;
    private volatile boolean overloaded;

    Backlog(Duration burst) {
        this.burst = burst.toNanos();
    }

    /**
     * Takes note of a wait.
     *
     * @param waited nanoseconds for which a request that has come lay unread
     * @param others how many still do
     * @return whether to refuse it
     */
    boolean isTooLate(long waited, int others) {
        // Two at the same moment may forget one of them, which does not matter to a mean.
        var before = mean;
        var now = before + (waited - before) / MEMORY;
        mean = now;
        look(now);
        return waited > LONG && isOverload(others);
    }

    boolean isOverload(int waiting) {
        return overloaded && waiting > FEW;
    }

    private void look(long wait) {
        if (wait < SHORT && overloaded) {
            overloaded = false;
        }
        if (wait < LONG && longSince != 0) {
            longSince = 0;
        }
        if (wait > LONG) {
            lookForLong();
        }
    }

    private void lookForLong() {
        var now = System.nanoTime();
        if (longSince == 0) {
            longSince = now;
        } else if (now - longSince > burst) {
            overloaded = true;
        }
    }
}
