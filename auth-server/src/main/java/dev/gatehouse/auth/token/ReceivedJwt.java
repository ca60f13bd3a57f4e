package dev.gatehouse.auth.token;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Base64;

/** A JWT that somebody sent, of which nothing is known yet. */
public final class ReceivedJwt {

    private ReceivedJwt() {}

    /**
     * Takes a JWT apart; whose it is and whether its signature is good is not looked at.
     *
     * @throws ParseException if it is no signed JWT
     */
    public static SignedJWT parse(String value) throws ParseException {
        if (!isCanonical(value)) {
            throw new ParseException("This is no JWT in its only spelling", 0);
        }
        try {
            return SignedJWT.parse(value);
        } catch (RuntimeException malformed) {
            // The library trusts some members more than it should: a header that is null, for one.
            throw (ParseException) new ParseException("This is no JWT", 0).initCause(malformed);
        }
    }

    /** The library skips what is no Base64url and stray bits, which RFC 7515, section 2, does not know. */
    private static boolean isCanonical(String value) {
        try {
            for (var part : value.split("\\.", -1)) {
                var bytes = Base64.getUrlDecoder().decode(part);
                if (!Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(bytes)
                        .equals(part)) {
                    return false;
                }
            }
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
