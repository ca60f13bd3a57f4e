package dev.gatehouse.auth.client;

import java.util.UUID;

/**
 * A client is out of service: what it was granted ends.
 *
 * @param clientId the client's row, not its OAuth name
 */
public record ClientRemoved(UUID clientId) {}
