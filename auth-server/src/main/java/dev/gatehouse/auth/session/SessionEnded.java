package dev.gatehouse.auth.session;

/**
 * A browser session ends, because somebody signs out or is signed out; told in the transaction in which it ends.
 *
 * @param sessionId the {@code sid} by which clients know it
 */
public record SessionEnded(String sessionId) {}
