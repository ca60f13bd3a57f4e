package dev.gatehouse.auth.signin;

import dev.gatehouse.auth.account.TooManySignIns;
import dev.gatehouse.server.overload.Place;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets only one at a time work on something with a name, on this node. Of passwords that are tried at once for one user
 * name, each then meets the count of those before it.
 */
final class OneAtATime {

    /** Each who waits has a thread, of which there are as many as requests may have been read. */
    private static final int MOST = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, Turn> turns = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** A lock, and how many hold it or wait for it. */
    private record Turn(ReentrantLock lock, int users) {

        Turn with(int more) {
            return new Turn(lock, users + more);
        }
    }

    /**
     * Does the work when nobody else of this name is at it. Whoever waits needs no place among the requests meanwhile.
     *
     * @throws TooManySignIns if too many wait already, for whatever name, or it takes too long
     */
    <T> T run(String name, Supplier<T> work) {
        var lock = turns.compute(name, (_, turn) -> turn == null ? new Turn(new ReentrantLock(true), 1) : turn.with(1))
                .lock();
        try {
            await(lock);
            return work.get();
        } finally {
            if (lock.isHeldByCurrentThread()) {
                lock.unlock();
            }
            turns.computeIfPresent(name, (_, turn) -> turn.users() == 1 ? null : turn.with(-1));
        }
    }

    private void await(ReentrantLock lock) {
        if (lock.tryLock()) {
            return;
        }
        try (var _ = Place.giveUp()) {
            if (waiting.incrementAndGet() > MOST || !lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TooManySignIns();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new TooManySignIns();
        } finally {
            waiting.decrementAndGet();
        }
    }
}
