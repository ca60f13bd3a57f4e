package dev.gatehouse.auth.account;

import java.io.Serial;
import org.springframework.security.authentication.AuthenticationServiceException;

/** So many people sign in at this moment that one more password could not be checked in time. */
public class TooManySignIns extends AuthenticationServiceException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Refuses one more. */
    public TooManySignIns() {
        super("Too many passwords wait for being checked");
    }
}
