package dev.gatehouse.auth.signin;

import dev.gatehouse.auth.account.Accounts;
import java.util.Objects;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Takes passwords as long as not too many were wrong (ASVS 6.3.1). Whether they are is asked before a password is looked
 * at, which is dear, and again afterwards: then those count that were tried at the same moment.
 */
class ThrottledSignIn implements AuthenticationProvider {

    private final DaoAuthenticationProvider passwords;
    private final WrongPasswords wrong;

    ThrottledSignIn(Accounts accounts, PasswordEncoder encoder, WrongPasswords wrong) {
        this.passwords = new DaoAuthenticationProvider(accounts);
        this.passwords.setPasswordEncoder(encoder);
        this.wrong = wrong;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        var from = (SignInDetails) Objects.requireNonNull(attempt.getDetails());
        var username = attempt.getName();
        refuseIfTooMany(username, from);
        try {
            var person = (UsernamePasswordAuthenticationToken) passwords.authenticate(attempt);
            refuseIfTooMany(username, from);
            wrong.forget(username, from);
            person.setDetails(from.web());
            return person;
        } catch (BadCredentialsException failure) {
            throw wrong.add(username, from) ? new TooManyWrongPasswords() : failure;
        }
    }

    private void refuseIfTooMany(String username, SignInDetails from) {
        if (wrong.areTooMany(username, from)) {
            throw new TooManyWrongPasswords();
        }
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }
}
