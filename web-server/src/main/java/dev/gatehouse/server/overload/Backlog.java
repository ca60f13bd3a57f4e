package dev.gatehouse.server.overload;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tells whether more is asked for than the processors can do. As in {@link Admission}, a short wait is no overload, and a
 * burst may wait; when the mean wait has been long for as long as that, those who came first are refused as long as too
 * many wait, and who came last goes on next: somebody is to be served at once. Where most of those who wait have been served
 * a moment ago, it is no burst, and they are asked for less patience.
 */
final class Backlog {

    /** However slow a processor is, so few who wait are not too many: that is a bound of its own. */
    static final int FEW = 256;

    private static final long LONG = Duration.ofMillis(50).toNanos();

    /** When nobody had to be refused for so long, the overload is over. */
    private static final long CALM = Duration.ofSeconds(1).toNanos();

    /** The mean forgets a request after about so many others. */
    private static final int MEMORY = 64;

    /** Even then, one of so many is from the other end. */
    private static final int ONE_OF = 5;

    /** So much less patience. */
    private static final int LESS = 10;

    private static final double MOST = 0.75;

    private final long burst;
    private volatile long mean;
    private volatile double servedBefore;
    private volatile long longSince;
    private volatile long refusedAt;
    private volatile boolean overloaded;

    Backlog(Duration burst) {
        this.burst = burst.toNanos();
    }

    /**
     * Takes note of a wait.
     *
     * @param waited nanoseconds for which a request that has come lay unread
     * @param again whether whoever sent it had an answer a moment before
     * @param others how many still do
     * @return whether to refuse it
     */
    boolean isTooLate(long waited, boolean again, int others) {
        // Two at the same moment may forget one of them, which does not matter to a mean.
        var before = mean;
        var now = before + (waited - before) / MEMORY;
        mean = now;
        servedBefore += ((again ? 1 : 0) - servedBefore) / MEMORY;
        if (overloaded) {
            lookForCalm();
        } else if (now > LONG) {
            lookForLong(others);
        } else if (longSince != 0) {
            longSince = 0;
        }
        return overloaded && waited > LONG;
    }

    /** Whether somebody is to be refused. */
    boolean isOneTooMany(int waiting) {
        return overloaded && waiting > FEW;
    }

    /** Says that somebody was refused while so many waited. Who only came at a bad moment is no sign of overload. */
    void refused(int waiting) {
        if (waiting > FEW) {
            refusedAt = System.nanoTime();
        }
    }

    /** Whether who came last goes on next: mostly, or now and then where who came first will be refused. */
    boolean isNewestNext(int waiting) {
        return overloaded && waiting > FEW == (ThreadLocalRandom.current().nextInt(ONE_OF) == 0);
    }

    private void lookForCalm() {
        if (System.nanoTime() - refusedAt > CALM) {
            longSince = 0;
            overloaded = false;
        }
    }

    private void lookForLong(int others) {
        var now = System.nanoTime();
        var patience = servedBefore > MOST ? burst / LESS : burst;
        if (longSince == 0) {
            longSince = now;
        } else if (now - longSince > patience && others > FEW) {
            refusedAt = now;
            overloaded = true;
        }
    }
}
