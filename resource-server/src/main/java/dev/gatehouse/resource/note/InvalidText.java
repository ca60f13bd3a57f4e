package dev.gatehouse.resource.note;

import java.util.stream.Collectors;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Says which member is not as it should be, and how it should. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidText {

    @ExceptionHandler
    ProblemDetail explain(MethodArgumentNotValidException invalid) {
        var problem = ProblemDetail.forStatus(invalid.getStatusCode());
        problem.setDetail(invalid.getFieldErrors().stream()
                .map(error -> error.getField() + " " + error.getDefaultMessage() + ".")
                .sorted()
                .distinct()
                .collect(Collectors.joining(" ")));
        return problem;
    }
}
