package dev.gatehouse.server.overload;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What people are shown in place of a problem detail, by a program that has pages. */
@FunctionalInterface
public interface UnavailablePage {

    /**
     * Answers 503 with a page if the request is for one. Asks nothing that could be away or overloaded itself.
     *
     * @param seconds after which the visitor may try again
     * @return whether the request has been answered
     */
    boolean answer(HttpServletRequest request, HttpServletResponse response, int seconds) throws IOException;
}
