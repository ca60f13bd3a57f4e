package dev.gatehouse.web.signin;

import dev.gatehouse.web.note.Unfinished;
import dev.gatehouse.web.token.SessionTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/**
 * Tells why nobody was signed in. Who cancelled the sign-in that a deletion needed does not want to delete, and goes on
 * with the notes.
 */
class SignInFailed implements AuthenticationFailureHandler {

    private final SessionTokens tokens;

    SignInFailed(SessionTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        response.sendRedirect(next(request, failure));
    }

    private String next(HttpServletRequest request, AuthenticationException failure) {
        if (!isCancelled(failure)) {
            return "/signed-out?reason=failed";
        }
        var wasDeletion = Unfinished.dropDeletion(request);
        return wasDeletion && tokens.tokenSet(request).isPresent() ? "/notes" : "/signed-out?reason=cancelled";
    }

    private static boolean isCancelled(AuthenticationException failure) {
        return failure instanceof OAuth2AuthenticationException refused
                && OAuth2ErrorCodes.ACCESS_DENIED.equals(refused.getError().getErrorCode());
    }
}
