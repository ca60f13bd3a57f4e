package dev.gatehouse.server.overload;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * The answer to a request that was not carried out and may be sent again: a problem detail (RFC 9457) that is an OAuth
 * error too.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4">RFC 9110, section 15.6.4</a>
 */
public final class Unavailable {

    static final String TOO_MUCH = "More is asked of this server than it can do. Please try again shortly.";

    /** Not all are to come again at the same moment. */
    static final int LATEST_RETRY_SECONDS = 3;

    private Unavailable() {}

    static int seconds() {
        return ThreadLocalRandom.current().nextInt(1, LATEST_RETRY_SECONDS + 1);
    }

    static String problem(String sentence) {
        return "{\"title\":\"Service Unavailable\",\"status\":503,\"error\":\"temporarily_unavailable\",\"detail\":\""
                + sentence + "\"}";
    }

    /**
     * Answers 503.
     *
     * @param seconds after which the sender may try again
     * @param sentence what is wrong, in words that JSON can hold as they are
     */
    public static void answer(HttpServletResponse response, int seconds, String sentence) throws IOException {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setIntHeader(HttpHeaders.RETRY_AFTER, seconds);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(problem(sentence).getBytes(StandardCharsets.UTF_8));
    }
}
