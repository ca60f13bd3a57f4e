package dev.gatehouse.auth.signin;

import dev.gatehouse.auth.account.Accounts;
import java.util.Objects;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Takes passwords as long as not too many were wrong (ASVS 6.3.1); those for one name one after the other. */
class ThrottledSignIn implements AuthenticationProvider {

    private final DaoAuthenticationProvider passwords;
    private final WrongPasswords wrong;
    private final OneAtATime names = new OneAtATime();

    ThrottledSignIn(Accounts accounts, PasswordEncoder encoder, WrongPasswords wrong) {
        this.passwords = new DaoAuthenticationProvider(accounts);
        this.passwords.setPasswordEncoder(encoder);
        this.wrong = wrong;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        var from = (SignInDetails) Objects.requireNonNull(attempt.getDetails());
        refuseTooMany(attempt, from);
        // From a browser that is known nobody waits for strangers who try the name.
        var turn = from.browser() + " " + KnownBrowser.folded(attempt.getName());
        return names.run(turn, () -> authenticateInTurn(attempt, from));
    }

    private void refuseTooMany(Authentication attempt, SignInDetails from) {
        if (wrong.areTooMany(attempt.getName(), from)) {
            throw new TooManyWrongPasswords();
        }
    }

    private Authentication authenticateInTurn(Authentication attempt, SignInDetails from) {
        var username = attempt.getName();
        refuseTooMany(attempt, from);
        try {
            var person = (UsernamePasswordAuthenticationToken) passwords.authenticate(attempt);
            wrong.forget(username, from);
            person.setDetails(from.web());
            return person;
        } catch (BadCredentialsException failure) {
            wrong.add(username, from);
            throw failure;
        }
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }
}
