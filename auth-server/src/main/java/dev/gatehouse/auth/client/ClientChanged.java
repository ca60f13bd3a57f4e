package dev.gatehouse.auth.client;

import java.util.UUID;

/**
 * A client is no longer what people saw when they allowed it something: it has another name, or leads elsewhere.
 *
 * @param clientId the client's row, not its OAuth name
 */
public record ClientChanged(UUID clientId) {}
