package dev.gatehouse.resource.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a call is refused: the header that RFC 6750 wants, which also says where to learn about this API (RFC 9728), and
 * a problem detail (RFC 9457) for people.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>
 */
@Component
class BearerProblems implements AuthenticationEntryPoint, AuthenticationFailureHandler, AccessDeniedHandler {

    private static final Logger LOG = LoggerFactory.getLogger(BearerProblems.class);

    private static final String RETRY_SECONDS = "5";
    private static final String PROOF_SCHEME = "DPoP";
    private static final String PROOF_REFUSED = "The proof was refused.";

    /** How Spring's decoder begins every sentence. */
    private static final String DECODER = "An error occurred while attempting to decode the Jwt: ";

    private final BearerTokenAuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();
    private final ProtectedResource resource;
    private final JsonMapper json;

    BearerProblems(ProtectedResource resource, JsonMapper json) {
        this.resource = resource;
        this.json = json;
        this.challenge.setResourceMetadataParameterResolver(_ -> resource.metadataAddress());
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        commence(request, response, failure);
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof AuthenticationServiceException) {
            unavailable(response, "The issuer's keys or status lists can not be had at the moment.", failure);
            return;
        }
        // Spring takes whatever happens while it looks at a proof for the proof's fault.
        if (failure.getCause() instanceof UsedProofs.Unreachable away) {
            unavailable(response, "Whether the proof was used before can not be looked up at the moment.", away);
            return;
        }
        var error = failure instanceof OAuth2AuthenticationException refused ? refused.getError() : null;
        if (isProofScheme(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            challengeProof(response, error);
        } else {
            challenge.commence(request, response, plain(failure));
        }
        write(
                response,
                HttpStatus.valueOf(response.getStatus()),
                sentence(error),
                error == null ? null : error.getErrorCode());
    }

    private void unavailable(HttpServletResponse response, String sentence, AuthenticationException failure)
            throws IOException {
        LOG.warn(
                "{} {}",
                sentence,
                NestedExceptionUtils.getMostSpecificCause(failure).toString());
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        write(response, HttpStatus.SERVICE_UNAVAILABLE, sentence, null);
    }

    private static String sentence(@Nullable OAuth2Error error) {
        if (error == null) {
            return "This address needs an access token.";
        }
        return error.getDescription() == null ? PROOF_REFUSED : plain(error.getDescription());
    }

    private static AuthenticationException plain(AuthenticationException failure) {
        return failure instanceof OAuth2AuthenticationException refused
                        && refused.getError() instanceof BearerTokenError error
                        && error.getDescription() != null
                ? new OAuth2AuthenticationException(new BearerTokenError(
                        error.getErrorCode(),
                        error.getHttpStatus(),
                        plain(error.getDescription()),
                        error.getUri(),
                        error.getScope()))
                : failure;
    }

    /** RFC 9449, section 7.1. */
    private void challengeProof(HttpServletResponse response, @Nullable OAuth2Error error) {
        var problem = error == null
                ? ""
                : "error=\"%s\", error_description=\"%s\", "
                        .formatted(
                                error.getErrorCode(),
                                error.getDescription() == null ? PROOF_REFUSED : error.getDescription());
        var status = error instanceof BearerTokenError bearer ? bearer.getHttpStatus() : HttpStatus.UNAUTHORIZED;
        response.setStatus(status.value());
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                "DPoP " + problem + "algs=\"" + String.join(" ", ProofRules.ALGORITHMS) + "\", resource_metadata=\""
                        + resource.metadataAddress() + "\"");
    }

    /**
     * Asks for a proof with the nonce that the answer carries.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-9">RFC 9449, section 9</a>
     */
    void askForNonce(HttpServletResponse response) throws IOException {
        challengeProof(
                response,
                new OAuth2Error("use_dpop_nonce", "The proof must carry the nonce of the DPoP-Nonce header", null));
        write(
                response,
                HttpStatus.UNAUTHORIZED,
                "The proof must carry the nonce of the DPoP-Nonce header.",
                "use_dpop_nonce");
    }

    private static String scheme(HttpServletRequest request) {
        return isProofScheme(request.getHeader(HttpHeaders.AUTHORIZATION)) ? "DPoP" : "Bearer";
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        var scope = Scopes.neededFor(request);
        if (scope == null) {
            write(response, HttpStatus.FORBIDDEN, "This address is open to no token.", null);
            return;
        }
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                scheme(request) + " error=\"insufficient_scope\", error_description=\"The access token lacks the scope "
                        + scope + ".\", scope=\"" + scope + "\", resource_metadata=\"" + resource.metadataAddress()
                        + "\"");
        write(response, HttpStatus.FORBIDDEN, "The access token lacks the scope " + scope + ".", "insufficient_scope");
    }

    /**
     * Asks for a fresh sign-in.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9470#section-3">RFC 9470, section 3</a>
     */
    void askForSignIn(HttpServletRequest request, HttpServletResponse response, Duration maxAge) throws IOException {
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                scheme(request)
                        + " error=\"insufficient_user_authentication\", error_description=\"The sign-in is too old for this."
                        + "\", max_age=\"" + maxAge.toSeconds() + "\", resource_metadata=\""
                        + resource.metadataAddress() + "\"");
        write(
                response,
                HttpStatus.UNAUTHORIZED,
                "The sign-in is too old for this; sign in again.",
                "insufficient_user_authentication");
    }

    /** Tells whether a request came with a token that is bound to a key (RFC 9449, section 7.1). */
    static boolean isProofScheme(@Nullable String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, PROOF_SCHEME, 0, PROOF_SCHEME.length())
                && (authorization.length() == PROOF_SCHEME.length()
                        || authorization.charAt(PROOF_SCHEME.length()) == ' ');
    }

    private static String plain(String description) {
        return description.startsWith(DECODER) ? description.substring(DECODER.length()) : description;
    }

    private void write(HttpServletResponse response, HttpStatus status, String detail, @Nullable String error)
            throws IOException {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        if (error != null) {
            problem.setProperty("error", error);
        }
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }
}
