package dev.gatehouse.platform.seal;

import java.io.Serial;

/** A sealed value was altered, moved to another place, or sealed under another key. */
public final class BrokenSeal extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    BrokenSeal() {
        super("A sealed value does not open with this key");
    }
}
