package dev.gatehouse.platform.session;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;

/**
 * Lets a session live as long as {@code spring.session.timeout} says from the moment its visitor is signed in. Before
 * that it only bridges the way through a sign-in: it lives for minutes, so that nobody fills the database by knocking.
 */
public class SignedInSession implements SessionAuthenticationStrategy {

    /** How long a session lives whose visitor is not signed in. */
    public static final Duration BEFORE_SIGN_IN = Duration.ofMinutes(10);

    private final Duration signedIn;

    SignedInSession(Duration signedIn) {
        this.signedIn = signedIn;
    }

    @Override
    public void onAuthentication(
            Authentication authentication, HttpServletRequest request, HttpServletResponse response) {
        request.getSession().setMaxInactiveInterval(Math.toIntExact(signedIn.toSeconds()));
    }
}
