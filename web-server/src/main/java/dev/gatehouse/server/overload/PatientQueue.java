package dev.gatehouse.server.overload;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for a semaphore, but not for longer than a limit. A time limit of the semaphore's own is a timer for each who
 * waits, which in virtual threads costs as much as a small request; here one thread looks at all of them, as long as
 * there are any.
 */
final class PatientQueue {

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Semaphore places;
    private final long limit;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final AtomicInteger length = new AtomicInteger();
    private final AtomicBoolean watched = new AtomicBoolean();

    PatientQueue(Semaphore places, Duration limit) {
        this.places = places;
        this.limit = limit.toNanos();
    }

    /** Somebody who waits. Whoever decides first, the one who waits or the watch, has decided. */
    private static final class Waiter {

        private final Thread thread = Thread.currentThread();
        private final long since = System.nanoTime();
        private final AtomicBoolean decided = new AtomicBoolean();
    }

    int length() {
        return length.get();
    }

    /** Returns whether there was a place in time; the caller has it then. */
    boolean await() throws InterruptedException {
        var me = new Waiter();
        length.incrementAndGet();
        waiters.add(me);
        watch();
        try {
            places.acquire();
        } catch (InterruptedException interrupted) {
            if (me.decided.compareAndSet(false, true)) {
                throw interrupted;
            }
            return false;
        } finally {
            waiters.remove(me);
            length.decrementAndGet();
        }
        if (me.decided.compareAndSet(false, true)) {
            return true;
        }
        places.release();
        awaitInterrupt();
        return false;
    }

    /** The watch gave up just when there was a place: its interrupt must not hit what this thread does next. */
    private static void awaitInterrupt() {
        while (!Thread.interrupted()) {
            Thread.onSpinWait();
        }
    }

    private void watch() {
        if (!watched.get() && watched.compareAndSet(false, true)) {
            Thread.ofVirtual().name("admission-watch").start(this::giveUpInTime);
        }
    }

    private void giveUpInTime() {
        try {
            do {
                Thread.sleep(INTERVAL);
                waiters.forEach(this::giveUpIfLate);
            } while (!waiters.isEmpty());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            watched.set(false);
        }
        if (!waiters.isEmpty()) {
            // Somebody came when this watch was just going.
            watch();
        }
    }

    private void giveUpIfLate(Waiter waiter) {
        if (System.nanoTime() - waiter.since > limit && waiter.decided.compareAndSet(false, true)) {
            waiter.thread.interrupt();
        }
    }
}
