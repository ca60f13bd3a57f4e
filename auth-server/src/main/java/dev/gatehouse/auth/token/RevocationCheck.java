package dev.gatehouse.auth.token;

/** Knows which tokens ended before their time. */
@FunctionalInterface
public interface RevocationCheck {

    /**
     * Tells whether a token was revoked, alone or with its grant.
     *
     * @param jti the id of a token whose signature was verified
     */
    boolean isRevoked(String jti);
}
