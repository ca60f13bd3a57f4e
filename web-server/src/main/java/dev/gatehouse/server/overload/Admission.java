package dev.gatehouse.server.overload;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Lets in as many at a time as can be worked on, and lets others wait, in their order. A short queue is no overload:
 * whoever stands in it has his turn soon. A burst may wait for seconds: it passes, and nobody need be turned away. When
 * the queue has been long for as long as that, there is more to do than can be done, and until it has been empty once,
 * nobody is let into a queue that is not short: a quick refusal is worth more than a late answer, and who is let in is
 * served soon. Nobody waits longer than a burst may.
 *
 * @see <a href="https://queue.acm.org/detail.cfm?id=2839461">Fail at Scale, ACM Queue 13/8, Controlled Delay</a>
 */
final class Admission {

    static final Duration BURST = Duration.ofSeconds(5);

    /** For each place, this many who wait are a short queue. */
    private static final int SHORT = 4;

    private final Semaphore places;
    private final int shortQueue;
    private final PatientQueue queue;
    private volatile long shortAt = System.nanoTime();
    private volatile boolean overloaded;

    Admission(int places) {
        this.places = new Semaphore(places, true);
        this.shortQueue = SHORT * places;
        this.queue = new PatientQueue(this.places, BURST);
    }

    /** Returns whether the caller may go on; who may must {@link #leave()}. */
    boolean enter() throws InterruptedException {
        var length = queue.length();
        if (length == 0 && places.tryAcquire()) {
            shortAt = System.nanoTime();
            overloaded = false;
            return true;
        }
        return isWorthWaiting(length) && queue.await();
    }

    private boolean isWorthWaiting(int length) {
        if (length < shortQueue) {
            shortAt = System.nanoTime();
            return true;
        }
        overloaded = overloaded || System.nanoTime() - shortAt > BURST.toNanos();
        return !overloaded;
    }

    /** Takes a place for somebody who had one. */
    void enterAgain() {
        places.acquireUninterruptibly();
    }

    void leave() {
        places.release();
    }

    int waiting() {
        return queue.length();
    }
}
