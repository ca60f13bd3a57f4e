package dev.gatehouse.web.signin;

import dev.gatehouse.platform.session.PendingPage;
import dev.gatehouse.web.note.ConsentMissing;
import dev.gatehouse.web.note.NotesUnavailable;
import dev.gatehouse.web.note.Unfinished;
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

    /** The session ends; what was typed goes into a new one. */
    @ExceptionHandler
    ResponseEntity<Void> signedOut(SignedOut over, HttpServletRequest request, HttpServletResponse response) {
        var unfinished = Unfinished.of(request);
        new SecurityContextLogoutHandler()
                .logout(request, response, SecurityContextHolder.getContext().getAuthentication());
        unfinished.ifPresent(typed -> typed.keep(request));
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", "/signed-out?reason=" + over.reason().name().toLowerCase(Locale.ROOT))
                .build();
    }

    /** The visitor stays signed in meanwhile, and comes back to what the sign-in is for. */
    @ExceptionHandler
    ResponseEntity<Void> signInAgain(StrongerSignInNeeded needed, HttpServletRequest request) {
        Unfinished.of(request).ifPresent(wanted -> wanted.keep(request));
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", StepUp.address(needed))
                .build();
    }

    /** The page offers to ask again, and leads back to what was wanted. */
    @ExceptionHandler
    String notAllowed(ConsentMissing missing, HttpServletRequest request, HttpServletResponse response, Model model) {
        LOG.info("{}", missing.getMessage());
        Unfinished.of(request).ifPresent(wanted -> wanted.keep(request));
        new PendingPage().keep(request, response);
        response.setStatus(HttpStatus.FORBIDDEN.value());
        model.addAttribute("what", "GET".equals(request.getMethod()) ? "read" : "write");
        return "not-allowed";
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
