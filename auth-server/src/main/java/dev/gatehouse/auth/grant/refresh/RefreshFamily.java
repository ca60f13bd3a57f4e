package dev.gatehouse.auth.grant.refresh;

import dev.gatehouse.auth.grant.SignIn;
import dev.gatehouse.auth.token.TokenStatus;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A grant, seen as the line of its refresh tokens.
 *
 * @param resources what the grant is restricted to; empty where it is not
 * @param status the bit of the grant
 * @param keyThumbprint the key that its refresh tokens are bound to (RFC 9449, section 5); absent where they are not
 * @param tokenSeconds what the token to answer with has left to live
 * @param grantSeconds what the grant has left to live
 */
record RefreshFamily(
        UUID grantId,
        UUID clientId,
        UUID accountId,
        Set<String> scopes,
        Set<String> resources,
        TokenStatus status,
        @Nullable String keyThumbprint,
        SignIn signIn,
        long tokenSeconds,
        long grantSeconds) {}
