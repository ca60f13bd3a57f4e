package dev.gatehouse.auth.client;

import java.util.UUID;

/**
 * A client has changed what it says of itself.
 *
 * @param clientId the client's row, not its OAuth name
 * @param looksDifferent whether it is no longer what people saw when they allowed it something: it has another name, or
 *     leads elsewhere
 * @param ofOtherSector whether it would know people by other subjects than before (OpenID Connect Core, section 8.1)
 */
public record ClientChanged(UUID clientId, boolean looksDifferent, boolean ofOtherSector) {

    /** Compares a client with what it is going to be. */
    public static ClientChanged of(Client before, String name, ClientMetadata now) {
        return new ClientChanged(before.id(), !before.looksLike(name, now), !before.isOfSectorOf(now));
    }
}
