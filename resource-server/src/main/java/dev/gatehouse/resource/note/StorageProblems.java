package dev.gatehouse.resource.note;

import java.util.Set;
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
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What a caller is told when the database is away, or somebody else was faster. */
@RestControllerAdvice
class StorageProblems {

    private static final Logger LOG = LoggerFactory.getLogger(StorageProblems.class);
    private static final String RETRY_SECONDS = "5";

    /** What Spring has no exception for: somebody holds a row for longer than we wait, or the database is a standby. */
    private static final Set<String> AWAY = Set.of("55P03", "25006");

    /** A connection that breaks within a transaction lets that not even be rolled back. */
    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        CannotCreateTransactionException.class,
        TransactionSystemException.class
    })
    ResponseEntity<ProblemDetail> away(Exception cause) {
        LOG.warn("The database did not answer: {}", cause.getMessage());
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                .body(ProblemDetail.forStatusAndDetail(
                        HttpStatus.SERVICE_UNAVAILABLE, "The notes can not be reached. Please try again shortly."));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> perhapsAway(UncategorizedSQLException cause) {
        var sql = cause.getSQLException();
        if (sql == null || !AWAY.contains(String.valueOf(sql.getSQLState()))) {
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
