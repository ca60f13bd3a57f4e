package dev.gatehouse.auth.session;

import java.util.UUID;

/**
 * A browser session ends, because somebody signs out or is signed out; told in the transaction in which it ends.
 *
 * @param sessionId the {@code sid} by which clients know it
 * @param accountId who was signed in
 */
public record SessionEnded(String sessionId, UUID accountId) {}
