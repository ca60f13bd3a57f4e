package dev.gatehouse.resource.note;

import java.io.Serial;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** There is no note of this id, or it is somebody else's. */
class NoSuchNote extends ErrorResponseException {

    @Serial
    private static final long serialVersionUID = 1L;

    NoSuchNote() {
        super(HttpStatus.NOT_FOUND);
        setDetail("You have no such note.");
    }
}
