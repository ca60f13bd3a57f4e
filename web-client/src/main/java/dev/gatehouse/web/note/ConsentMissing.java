package dev.gatehouse.web.note;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The visitor did not allow this application what it would need.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3.1">RFC 6750, section 3.1</a>
 */
public final class ConsentMissing extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    ConsentMissing(Throwable cause) {
        super("The token lacks a scope", cause);
    }

    /** Tells whether the challenge of an API says so. */
    static boolean isIn(@Nullable String challenge) {
        return challenge != null && challenge.contains("error=\"insufficient_scope\"");
    }
}
