package dev.gatehouse.auth.grant.request;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.client.RedirectUri;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.RequestedClaims;
import dev.gatehouse.auth.grant.ResourceIndicators;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * What an authorization request must be like, whichever way it came. Where it may be answered is settled first: nothing
 * is sent to an address that is not the client's.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1">RFC 6749, section 4.1.1</a>
 */
@Component
public class RequestRules {

    /** Encoded, as it goes back in an address. */
    private static final int LONGEST_STATE = 4_000;

    private static final int LONGEST_NONCE = 1_000;

    private static final Set<String> MODES = Set.of("query", "form_post", "jwt", "query.jwt", "form_post.jwt");
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern THUMBPRINT = CHALLENGE;
    private static final Pattern MAX_AGE = Pattern.compile("\\d{1,9}");
    private static final List<String> PROMPTS = List.of("none", "login", "consent", "select_account");

    private static final List<Rule> RULES = List.of(
            new Rule(
                    (request, client) -> isShort(request.further().get("state")),
                    OAuth2ErrorCodes.INVALID_REQUEST,
                    "The state is too long to be sent back."),
            new Rule(
                    (request, client) -> request.text("nonce") == null
                            || request.text("nonce").length() <= LONGEST_NONCE,
                    OAuth2ErrorCodes.INVALID_REQUEST,
                    "The nonce is too long to be put into a token."),
            new Rule(
                    (request, client) -> request.text("dpop_jkt") == null
                            || THUMBPRINT.matcher(request.text("dpop_jkt")).matches(),
                    OAuth2ErrorCodes.INVALID_REQUEST,
                    "The dpop_jkt is no SHA-256 thumbprint of a key."),
            new Rule(
                    (request, client) ->
                            client.getAuthorizationGrantTypes().contains(AuthorizationGrantType.AUTHORIZATION_CODE),
                    OAuth2ErrorCodes.UNAUTHORIZED_CLIENT,
                    "The client is not registered for the grant type authorization_code."),
            new Rule(
                    (request, client) ->
                            request.text("response_mode") == null || MODES.contains(request.text("response_mode")),
                    OAuth2ErrorCodes.INVALID_REQUEST,
                    "The response_mode is none of query, form_post, jwt, query.jwt and form_post.jwt."),
            new Rule(
                    (request, client) -> client.getScopes().containsAll(request.scopes()),
                    OAuth2ErrorCodes.INVALID_SCOPE,
                    "The client may not ask for this scope."),
            new Rule(
                    (request, client) -> request.text("code_challenge") != null
                            || !client.getClientSettings().isRequireProofKey() && !ClientPolicy.isFapi(client),
                    OAuth2ErrorCodes.INVALID_REQUEST,
                    "The code_challenge is missing (RFC 7636)."),
            new Rule(
                    (request, client) -> request.text("code_challenge") == null
                            || "S256".equals(request.text("code_challenge_method"))
                                    && CHALLENGE
                                            .matcher(request.text("code_challenge"))
                                            .matches(),
                    OAuth2ErrorCodes.INVALID_REQUEST,
                    "The code_challenge must be made with the method S256."),
            new Rule(
                    (request, client) -> isPrompt(request.text("prompt")),
                    OAuth2ErrorCodes.INVALID_REQUEST,
                    "The prompt is none of none, login, consent and select_account, or none with another."),
            new Rule(
                    (request, client) -> request.text("max_age") == null
                            || MAX_AGE.matcher(request.text("max_age")).matches(),
                    OAuth2ErrorCodes.INVALID_REQUEST,
                    "The max_age is no number of seconds."),
            new Rule(
                    (request, client) -> RequestedClaims.isWellFormed(request.text("claims")),
                    OAuth2ErrorCodes.INVALID_REQUEST,
                    "The claims parameter is not the JSON that OpenID Connect Core describes in section 5.5."),
            new Rule(
                    (request, client) -> request.text("registration") == null,
                    "registration_not_supported",
                    "Clients do not register in a request."));

    private final ResourceIndicators resources;

    RequestRules(ResourceIndicators resources) {
        this.resources = resources;
    }

    /**
     * A request as far as rules look at it.
     *
     * @param further parameters other than these; each a string or several
     */
    public record Checked(@Nullable String redirectUri, Set<String> scopes, Map<String, Object> further) {

        /** Returns a parameter; one without a value counts as left out (RFC 6749, section 3.1). */
        public @Nullable String text(String name) {
            return further.get(name) instanceof String value && !value.isEmpty() ? value : null;
        }
    }

    private record Rule(BiPredicate<Checked, RegisteredClient> holds, String error, String description) {}

    /** Tells whether the answer may be sent where the request wants it. */
    public boolean mayBeAnswered(Checked request, RegisteredClient client) {
        var redirectUri = request.redirectUri();
        return redirectUri == null || redirectUri.isEmpty()
                ? !ClientPolicy.isFapi(client)
                        && client.getRedirectUris().size() == 1
                        && !request.scopes().contains(OidcScopes.OPENID)
                : RedirectUri.isRegistered(redirectUri, client.getRedirectUris());
    }

    /**
     * Checks all the rest.
     *
     * @throws OAuth2AuthenticationException with the error of the first rule that is broken
     */
    public void check(Checked request, RegisteredClient client) {
        RULES.stream()
                .filter(rule -> !rule.holds().test(request, client))
                .findFirst()
                .ifPresent(broken -> {
                    throw Refusals.of(broken.error(), broken.description());
                });
        resources.requested(request.further(), client);
    }

    private static boolean isShort(@Nullable Object state) {
        return !(state instanceof String text)
                || URLEncoder.encode(text, StandardCharsets.UTF_8).length() <= LONGEST_STATE;
    }

    private static boolean isPrompt(@Nullable String prompt) {
        if (prompt == null) {
            return true;
        }
        var words = List.of(prompt.strip().split(" +"));
        return PROMPTS.containsAll(words) && (words.size() == 1 || !words.contains("none"));
    }
}
