package dev.gatehouse.web.note;

import java.io.Serial;

/** The notes API did not answer, or not sensibly. */
public final class NotesUnavailable extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    NotesUnavailable(Throwable cause) {
        super("The notes API did not answer", cause);
    }
}
