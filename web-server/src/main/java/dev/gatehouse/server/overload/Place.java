package dev.gatehouse.server.overload;

import org.jspecify.annotations.Nullable;

/**
 * The place among the requests that are worked on, which a request holds. One that only waits for something scarce gives
 * it up meanwhile, so that those who wait for a slow thing do not keep others from a fast one.
 */
public final class Place implements AutoCloseable {

    private static final ThreadLocal<@Nullable Admission> HELD = new ThreadLocal<>();

    private final @Nullable Admission given;

    private Place(@Nullable Admission given) {
        this.given = given;
    }

    static void hold(Admission admission) {
        HELD.set(admission);
    }

    static void release() {
        HELD.remove();
    }

    /**
     * Gives the place of this thread's request up, if it has one now, until what is returned is closed. Nobody who waits
     * for a lock of its holder may have a place meanwhile: the holder could wait for that place for ever.
     */
    public static Place giveUp() {
        var held = HELD.get();
        if (held != null) {
            HELD.remove();
            held.leave();
        }
        return new Place(held);
    }

    /** Takes a place again, however long that takes. */
    @Override
    public void close() {
        if (given != null) {
            given.enterAgain();
            HELD.set(given);
        }
    }
}
