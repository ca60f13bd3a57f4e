package dev.gatehouse.auth.token.status;

import dev.gatehouse.auth.token.TokenStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Leased bits, given out in an order that looks random: a bit's place does not tell how many tokens were issued before.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/">Token Status List, section 13.2,
 *     unlinkability</a>
 */
class StatusBlock {

    static final StatusBlock EMPTY = new StatusBlock(new StatusLists.Lease(new UUID(0, 0), 0, 0, Instant.EPOCH));

    private static final int RESERVE = 4;

    private final StatusLists.Lease lease;
    private final int factor = ThreadLocalRandom.current().nextInt() | 1;
    private final int offset = ThreadLocalRandom.current().nextInt();
    private final AtomicInteger given = new AtomicInteger();

    StatusBlock(StatusLists.Lease lease) {
        this.lease = lease;
    }

    /**
     * Takes a bit.
     *
     * @param until how long a token may name it
     * @return null when none is left, or the list does not live that long
     */
    @Nullable
    TokenStatus take(Instant until) {
        if (lease.listExpiresAt().isBefore(until)) {
            return null;
        }
        int number = given.getAndIncrement();
        if (number < 0 || number >= lease.size()) {
            return null;
        }
        // The size is a power of two and the factor odd, so each place comes once.
        int place = (number * factor + offset) & (lease.size() - 1);
        return new TokenStatus(lease.list(), lease.first() + place);
    }

    /** Returns when the list of a bit expires, if it is the list of this block. */
    Optional<Instant> listExpiresAt(TokenStatus status) {
        return status.list().equals(lease.list()) ? Optional.of(lease.listExpiresAt()) : Optional.empty();
    }

    boolean isRunningOut() {
        return given.get() > lease.size() - lease.size() / RESERVE;
    }
}
