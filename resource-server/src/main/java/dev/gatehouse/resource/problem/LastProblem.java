package dev.gatehouse.resource.problem;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.autoconfigure.error.AbstractErrorController;
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers as a problem detail, and no more than that, what the server or a filter refused, and what went wrong.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457#section-3">RFC 9457, section 3</a>
 */
@Hidden
@RestController
class LastProblem extends AbstractErrorController {

    LastProblem(ErrorAttributes attributes) {
        super(attributes);
    }

    /** Not Spring's {@code ProblemDetail}, to which Spring would add the address, as it came. */
    private record Problem(String title, int status, String detail) {}

    @RequestMapping("/error")
    ResponseEntity<Problem> answer(HttpServletRequest request) {
        var status = getStatus(request);
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .cacheControl(CacheControl.noStore())
                .body(new Problem(status.getReasonPhrase(), status.value(), sentence(status)));
    }

    private static String sentence(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "There is nothing at this address.";
            case METHOD_NOT_ALLOWED -> "This method is not served here.";
            case CONTENT_TOO_LARGE -> "The body is larger than this API takes.";
            default ->
                status.is5xxServerError()
                        ? "Something went wrong here. Please try again later."
                        : "The request can not be read.";
        };
    }
}
