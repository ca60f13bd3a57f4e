package dev.gatehouse.auth.token;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;

/** A JWT that somebody sent, of which nothing is known yet. */
public final class ReceivedJwt {

    private ReceivedJwt() {}

    /**
     * Takes a JWT apart; whose it is and whether its signature is good is not looked at.
     *
     * @throws ParseException if it is no signed JWT
     */
    public static SignedJWT parse(String value) throws ParseException {
        try {
            return SignedJWT.parse(value);
        } catch (RuntimeException malformed) {
            // The library trusts some members more than it should: a header that is null, for one.
            throw (ParseException) new ParseException("This is no JWT", 0).initCause(malformed);
        }
    }
}
