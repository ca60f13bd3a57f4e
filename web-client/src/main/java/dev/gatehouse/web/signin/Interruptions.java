package dev.gatehouse.web.signin;

import dev.gatehouse.web.note.NotesUnavailable;
import dev.gatehouse.web.token.IssuerUnavailable;
import dev.gatehouse.web.token.SignedOut;
import dev.gatehouse.web.token.StrongerSignInNeeded;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * What a visitor sees when the sign-in is over, and when somebody does not answer. The first signs out; the second never
 * does: the visitor may try again.
 */
@ControllerAdvice
class Interruptions {

    private static final Logger LOG = LoggerFactory.getLogger(Interruptions.class);
    private static final String RETRY_SECONDS = "5";

    @ExceptionHandler
    ResponseEntity<Void> signedOut(SignedOut over, HttpServletRequest request, HttpServletResponse response) {
        new SecurityContextLogoutHandler()
                .logout(request, response, SecurityContextHolder.getContext().getAuthentication());
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", "/signed-out?reason=" + over.reason().name().toLowerCase(Locale.ROOT))
                .build();
    }

    /** The visitor stays signed in meanwhile, and comes back to the start if nothing else was wanted. */
    @ExceptionHandler
    ResponseEntity<Void> signInAgain(StrongerSignInNeeded needed) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", StepUp.address(needed))
                .build();
    }

    @ExceptionHandler
    String issuerAway(IssuerUnavailable failure, HttpServletResponse response, Model model) {
        LOG.warn("{}: {}", failure.getMessage(), String.valueOf(failure.getCause()));
        return unavailable("issuer", response, model);
    }

    @ExceptionHandler
    String notesAway(NotesUnavailable failure, HttpServletResponse response, Model model) {
        LOG.warn("{}: {}", failure.getMessage(), String.valueOf(failure.getCause()));
        return unavailable("notes", response, model);
    }

    static String unavailable(String who, HttpServletResponse response, Model model) {
        response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
        response.setHeader("Retry-After", RETRY_SECONDS);
        model.addAttribute("who", who);
        return "unavailable";
    }
}
