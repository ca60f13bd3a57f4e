package dev.gatehouse.auth.client;

/** Keeps clients of one kind up to date in the database that are known by more than what is in it. */
public interface ClientLookup {

    /** Tells whether a name is one of this kind. */
    boolean isFor(String clientId);

    /**
     * Looks whether what the database knows of a client is still so.
     *
     * @return whether there can be such a client at all
     */
    boolean look(String clientId);
}
