package dev.gatehouse.auth.token;

/** Knows which tokens ended before their time. */
@FunctionalInterface
public interface RevocationCheck {

    /**
     * Tells whether a token was revoked, alone or with its grant.
     *
     * @param status where the token's bit is
     */
    boolean isRevoked(TokenStatus status);
}
