package dev.gatehouse.resource.note;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What a caller is told when the database is away, or somebody else was faster. */
@RestControllerAdvice
class StorageProblems {

    private static final Logger LOG = LoggerFactory.getLogger(StorageProblems.class);
    private static final String RETRY_SECONDS = "5";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        CannotCreateTransactionException.class
    })
    ResponseEntity<ProblemDetail> away(Exception cause) {
        LOG.warn("The database did not answer: {}", cause.getMessage());
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .body(ProblemDetail.forStatusAndDetail(
                        HttpStatus.SERVICE_UNAVAILABLE, "The notes can not be reached. Please try again shortly."));
    }

    /** Spring does not know what PostgreSQL says when somebody else held a row for longer than we wait. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> locked(UncategorizedSQLException cause) {
        var sql = cause.getSQLException();
        if (sql == null || !LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
            throw cause;
        }
        return away(cause);
    }

    @ExceptionHandler
    ProblemDetail changedMeanwhile(OptimisticLockingFailureException cause) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.CONFLICT, "The note was changed or deleted at the same moment. Please read it again.");
    }
}
