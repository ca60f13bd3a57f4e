package dev.gatehouse.auth.outgoing;

import java.io.Serial;

/** An address was not asked, or did not answer as it should; the message is for the record, not for whoever named it. */
public class OutgoingFailure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    OutgoingFailure(String message) {
        super(message);
    }

    OutgoingFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
