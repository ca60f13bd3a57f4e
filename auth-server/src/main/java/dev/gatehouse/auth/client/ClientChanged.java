package dev.gatehouse.auth.client;

import java.util.UUID;

/**
 * A client has changed what it says of itself.
 *
 * @param clientId the client's row, not its OAuth name
 * @param looksDifferent whether it is no longer what people saw when they allowed it something: it has another name, or
 *     leads elsewhere
 */
public record ClientChanged(UUID clientId, boolean looksDifferent) {}
