package dev.gatehouse.auth.grant;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ErrorAuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/**
 * Answers a machine's request that is refused: with the RFC's code and a plain sentence, and a line in the log that says
 * who asked for what.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, section 5.2</a>
 */
public final class Refusals implements AuthenticationFailureHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** How Spring's converters name what is wrong. */
    private static final Pattern PARAMETER =
            Pattern.compile("OAuth 2\\.0 (?:Parameter|Token Exchange parameter): (.*)");

    /** What Spring says with a parameter's name though no parameter is wrong, or with a code of another endpoint. */
    private static final Map<String, Known> SENTENCES = Map.of(
            "login_required", new Known("login_required", "The person would have to sign in."),
            "consent_required", new Known("consent_required", "The person would have to allow it."),
            "unsupported_token_type",
                    new Known(
                            OAuth2ErrorCodes.INVALID_REQUEST,
                            "The type of a token is not one of those that are taken."));

    private record Known(String code, String sentence) {}

    private final OAuth2ErrorAuthenticationFailureHandler answers = new OAuth2ErrorAuthenticationFailureHandler();

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException, ServletException {
        if (failure instanceof OAuth2AuthenticationException refused) {
            var error = plain(refused.getError());
            var who = SecurityContextHolder.getContext().getAuthentication();
            LOG.info(
                    "{} refused for {}: {}: {}",
                    request.getRequestURI(),
                    who == null ? "nobody" : who.getName(),
                    error.getErrorCode(),
                    error.getDescription());
            answers.onAuthenticationFailure(request, response, new OAuth2AuthenticationException(error));
        } else {
            answers.onAuthenticationFailure(request, response, failure);
        }
    }

    /** Makes a refusal with the code of an RFC and a sentence for the developer of an honest client. */
    public static OAuth2AuthenticationException of(String code, String description) {
        return new OAuth2AuthenticationException(new OAuth2Error(code, description, null));
    }

    /** Says in a sentence what Spring says with a parameter's name, and leaves out its link into a specification. */
    public static OAuth2Error plain(OAuth2Error error) {
        var description = error.getDescription();
        var parameter = PARAMETER.matcher(description == null ? "" : description);
        var known = SENTENCES.get(error.getErrorCode());
        if (known != null && (description == null || parameter.matches())) {
            return new OAuth2Error(known.code(), known.sentence(), null);
        }
        return new OAuth2Error(
                error.getErrorCode(),
                parameter.matches()
                        ? "The parameter " + parameter.group(1)
                                + " is missing, malformed, not supported or comes more than once."
                        : description,
                null);
    }
}
