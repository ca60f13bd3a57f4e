package dev.gatehouse.resource.note;

import java.io.Serial;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * The note is no longer what the sender read, as the request says that it must be.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1">RFC 9110, section 13.1</a>
 */
class ChangedSince extends ErrorResponseException {

    @Serial
    private static final long serialVersionUID = 1L;

    ChangedSince() {
        super(HttpStatus.PRECONDITION_FAILED);
        setDetail("The note was changed since you read it. Please read it again.");
    }
}
