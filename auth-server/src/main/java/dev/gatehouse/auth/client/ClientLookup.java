package dev.gatehouse.auth.client;

import java.util.Optional;

/** Another way than the database to find a client by its name. */
public interface ClientLookup {

    /** Tells whether a name is one of this kind. */
    boolean isFor(String clientId);

    /** Finds a client. */
    Optional<Client> find(String clientId);
}
