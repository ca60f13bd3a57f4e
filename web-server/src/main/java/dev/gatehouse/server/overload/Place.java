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

    /** Gives the place of this thread's request up, if it has one, until what is returned is closed. */
    public static Place giveUp() {
        var held = HELD.get();
        if (held != null) {
            held.leave();
        }
        return new Place(held);
    }

    /** Takes a place again, however long that takes. */
    @Override
    public void close() {
        if (given != null) {
            given.enterAgain();
        }
    }
}
