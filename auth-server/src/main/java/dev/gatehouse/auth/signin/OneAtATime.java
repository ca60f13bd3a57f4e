package dev.gatehouse.auth.signin;

import dev.gatehouse.server.overload.Place;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets only one at a time work on something with a name, on this node. Of passwords that are tried at once for one user
 * name, each then meets the count of those before it.
 */
final class OneAtATime {

    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    /** A lock, and how many hold it or wait for it. */
    private record Turn(ReentrantLock lock, int users) {

        Turn with(int more) {
            return new Turn(lock, users + more);
        }
    }

    /** Whoever waits needs no place among the requests meanwhile. */
    <T> T run(String name, Supplier<T> work) {
        var lock = turns.compute(name, (_, turn) -> turn == null ? new Turn(new ReentrantLock(true), 1) : turn.with(1))
                .lock();
        try {
            try (var _ = Place.giveUp()) {
                lock.lock();
            }
            return work.get();
        } finally {
            if (lock.isHeldByCurrentThread()) {
                lock.unlock();
            }
            turns.computeIfPresent(name, (_, turn) -> turn.users() == 1 ? null : turn.with(-1));
        }
    }
}
