package dev.gatehouse.auth.signin;

import java.io.Serial;
import org.springframework.security.core.AuthenticationException;

/** For the name, or from where the sign-in comes, too many passwords were wrong: this one was not even looked at. */
class TooManyWrongPasswords extends AuthenticationException {

    @Serial
    private static final long serialVersionUID = 1L;

    TooManyWrongPasswords() {
        super("Too many wrong passwords");
    }
}
