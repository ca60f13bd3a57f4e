package dev.gatehouse.platform.database;

import java.time.Clock;
import java.time.Duration;
import java.util.function.IntSupplier;

/** Removes many rows a few at a time, so that no statement meets its time-out. */
public final class Batches {

    /** How many rows a statement removes at most. */
    public static final int SIZE = 1_000;

    /** A run that does not get to the end goes on with the next one. */
    private static final Duration LONGEST_RUN = Duration.ofSeconds(50);

    private Batches() {}

    /**
     * Removes batch after batch, until one was not full or a run has taken too long.
     *
     * @param batch removes up to {@link #SIZE} rows, and says how many
     */
    public static void removeAll(Clock clock, IntSupplier batch) {
        var end = clock.instant().plus(LONGEST_RUN);
        boolean more = true;
        while (more && clock.instant().isBefore(end)) {
            more = batch.getAsInt() == SIZE;
        }
    }
}
