package dev.gatehouse.resource;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows as two sentences, in place of a stack trace, that the database lets nobody in at the start. */
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    /** Classes of PostgreSQL's error codes: 08 connection, 28 user or password, 3D no such database, 57 starting. */
    private static final List<String> OF_CONNECTION = List.of("08", "28", "3D", "57");

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        return Stream.<Throwable>iterate(cause, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .filter(each -> each instanceof SQLException sql && isOfConnection(sql.getSQLState()))
                .reduce((_, deeper) -> deeper)
                .map(each -> new FailureAnalysis(
                        "The database can not be used: " + each.getMessage(),
                        "Start the database, or correct spring.datasource.url, spring.datasource.username and"
                                + " spring.datasource.password.",
                        rootFailure))
                .orElse(null);
    }

    private static boolean isOfConnection(@Nullable String state) {
        return state != null && OF_CONNECTION.stream().anyMatch(state::startsWith);
    }
}
