package dev.gatehouse.web.signin;

import dev.gatehouse.web.note.Unfinished;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;

/** Leads to the sign-in, and keeps what was typed while the session ended. */
class SignInFirst extends LoginUrlAuthenticationEntryPoint {

    SignInFirst() {
        super(BrowserSecurity.SIGN_IN);
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException, ServletException {
        Unfinished.of(request).ifPresent(typed -> typed.keep(request));
        super.commence(request, response, failure);
    }
}
