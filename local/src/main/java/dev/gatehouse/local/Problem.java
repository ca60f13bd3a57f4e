package dev.gatehouse.local;

import java.io.Serial;

/** Why the system can't run here, in a sentence that says what to do. */
public final class Problem extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    Problem(String sentence) {
        super(sentence);
    }

    Problem(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
