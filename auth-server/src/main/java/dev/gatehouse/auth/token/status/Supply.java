package dev.gatehouse.auth.token.status;

import dev.gatehouse.auth.token.TokenStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Bits for one kind of tokens. Who asks often gets more at a time. */
class Supply {

    private static final Logger LOG = LoggerFactory.getLogger(Supply.class);

    private static final int FEWEST = 64;
    private static final int MOST = 16_384;
    private static final int STEP = 4;

    /** Bits that are gone sooner than this were too few. */
    private static final Duration BRISK = Duration.ofMinutes(1);

    /** A lease is good for new tokens this long, however few ask; it also covers clocks that differ. */
    private static final Duration USE = Duration.ofHours(1);

    private final StatusLists lists;
    private final StatusLists.Kind kind;
    private final @Nullable UUID clientId;
    private final Clock clock;
    private final ReentrantLock leasing = new ReentrantLock();
    private final AtomicBoolean ahead = new AtomicBoolean();

    /** Taken and given back: never more than are taken at the same moment, for these go first. */
    private final Deque<Spare> spare = new ConcurrentLinkedDeque<>();

    private volatile StatusBlock current = StatusBlock.EMPTY;
    private volatile StatusBlock next = StatusBlock.EMPTY;
    private int size = FEWEST;
    private Instant leasedAt = Instant.EPOCH;

    Supply(StatusLists lists, StatusLists.Kind kind, @Nullable UUID clientId, Clock clock) {
        this.lists = lists;
        this.kind = kind;
        this.clientId = clientId;
        this.clock = clock;
    }

    private record Spare(TokenStatus status, Instant listExpiresAt) {}

    TokenStatus take(Duration life) {
        var unused = spare.pollFirst();
        if (unused != null && !unused.listExpiresAt().isBefore(clock.instant().plus(life))) {
            return unused.status();
        }
        while (true) {
            var block = current;
            var taken = block.take(clock.instant().plus(life));
            if (taken != null) {
                if (block.isRunningOut() && next == StatusBlock.EMPTY && ahead.compareAndSet(false, true)) {
                    Thread.ofVirtual().name("status-bits").start(() -> leaseAhead(life));
                }
                return taken;
            }
            replace(block, life);
        }
    }

    /** Takes back a bit that no token names. One of a list that is not given out any more is lost. */
    void giveBack(TokenStatus status) {
        current.listExpiresAt(status).ifPresent(expiry -> spare.addFirst(new Spare(status, expiry)));
    }

    private void replace(StatusBlock spent, Duration life) {
        leasing.lock();
        try {
            if (current == spent) {
                current = next != StatusBlock.EMPTY ? next : lease(life);
                next = StatusBlock.EMPTY;
            }
        } finally {
            leasing.unlock();
        }
    }

    private void leaseAhead(Duration life) {
        leasing.lock();
        try {
            if (next == StatusBlock.EMPTY) {
                next = lease(life);
            }
        } catch (DataAccessException unavailable) {
            LOG.debug("No status bits could be leased ahead", unavailable);
        } finally {
            leasing.unlock();
            ahead.set(false);
        }
    }

    private StatusBlock lease(Duration life) {
        var now = clock.instant();
        var brisk = leasedAt.plus(BRISK).isAfter(now);
        size = brisk ? Math.min(MOST, size * STEP) : Math.max(FEWEST, size / STEP);
        leasedAt = now;
        return new StatusBlock(lists.lease(kind, clientId, size, life.plus(USE)));
    }
}
