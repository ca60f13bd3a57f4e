package dev.gatehouse.server.problem;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * The server's own report of an error, for requests that never got to the program: a problem detail, and for who wants to
 * look at a page a bare one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457#section-3">RFC 9457, section 3</a>
 */
final class ProblemReport extends ErrorReportValve {

    ProblemReport() {
        setShowReport(false);
        setShowServerInfo(false);
    }

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        var accept = request.getHeader("Accept");
        if (accept != null && accept.contains(MediaType.TEXT_HTML_VALUE)) {
            super.report(request, response, failure);
            return;
        }
        var status = response.getStatus();
        if (status < HttpStatus.BAD_REQUEST.value()
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        var reason = HttpStatus.resolve(status);
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            var writer = response.getReporter();
            if (writer != null) {
                writer.write("{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                        .formatted(
                                reason == null ? "Error" : reason.getReasonPhrase(),
                                status,
                                reason != null && reason.is5xxServerError()
                                        ? "Something went wrong here. Please try again later."
                                        : "The request can not be read."));
                response.finishResponse();
            }
        } catch (IOException _) {
            // The sender has gone.
        }
    }
}
