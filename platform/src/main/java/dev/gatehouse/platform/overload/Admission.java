package dev.gatehouse.platform.overload;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets in as many at a time as can be worked on, and lets others wait, in their order. A burst may wait for seconds: it
 * passes, and nobody need be turned away. When the queue has not been empty for as long as that, there is more to do than
 * can be done, and then nobody waits long: a quick refusal is worth more than a late answer, and who is let in is served
 * as fast as ever.
 *
 * @see <a href="https://queue.acm.org/detail.cfm?id=2839461">Fail at Scale, ACM Queue 13/8, Controlled Delay</a>
 */
final class Admission {

    private static final long BURST = Duration.ofSeconds(5).toNanos();
    private static final long STANDING = Duration.ofMillis(100).toNanos();

    private final Semaphore places;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile long emptyAt = System.nanoTime();

    Admission(int places) {
        this.places = new Semaphore(places, true);
    }

    /** Returns whether the caller may go on; who may must {@link #leave()}. */
    boolean enter() throws InterruptedException {
        if (waiting.get() == 0) {
            emptyAt = System.nanoTime();
            if (places.tryAcquire()) {
                return true;
            }
        }
        waiting.incrementAndGet();
        try {
            return places.tryAcquire(patience(), TimeUnit.NANOSECONDS);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Takes a place for somebody who had one. */
    void enterAgain() {
        places.acquireUninterruptibly();
    }

    private long patience() {
        return System.nanoTime() - emptyAt < BURST ? BURST : STANDING;
    }

    void leave() {
        places.release();
    }

    int waiting() {
        return waiting.get();
    }
}
