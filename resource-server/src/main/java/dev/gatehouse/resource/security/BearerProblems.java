package dev.gatehouse.resource.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
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

    private static final String RETRY_SECONDS = "5";

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
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            write(
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "The issuer's keys or status lists can not be had at the moment.",
                    null);
            return;
        }
        if (isProofScheme(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            challengeProof(response, failure);
        } else {
            challenge.commence(request, response, failure);
        }
        var error = failure instanceof OAuth2AuthenticationException refused ? refused.getError() : null;
        write(
                response,
                HttpStatus.valueOf(response.getStatus()),
                error == null || error.getDescription() == null
                        ? "This address needs an access token."
                        : plain(error.getDescription()),
                error == null ? null : error.getErrorCode());
    }

    /** RFC 9449, section 7.1. */
    private void challengeProof(HttpServletResponse response, AuthenticationException failure) {
        var error = failure instanceof OAuth2AuthenticationException refused ? refused.getError() : null;
        var problem = error == null
                ? ""
                : "error=\"%s\", error_description=\"%s\", "
                        .formatted(
                                error.getErrorCode(),
                                error.getDescription() == null ? "The proof was refused" : error.getDescription());
        response.setStatus(HttpStatus.UNAUTHORIZED.value());
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
                new OAuth2AuthenticationException(new OAuth2Error(
                        "use_dpop_nonce", "The proof must carry the nonce of the DPoP-Nonce header", null)));
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
        var scope = HttpMethod.GET.matches(request.getMethod()) ? Scopes.READ : Scopes.WRITE;
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
        return authorization != null && authorization.regionMatches(true, 0, "DPoP ", 0, 5);
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
