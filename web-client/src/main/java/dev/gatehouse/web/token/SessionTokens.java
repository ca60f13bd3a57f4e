package dev.gatehouse.web.token;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/**
 * Ties a token set to the browser session: the session holds its id, the browser holds neither. Spring hands over the
 * tokens of a sign-in without their end or the ID token, so these are taken from the response itself.
 */
@Component
public class SessionTokens implements OAuth2AuthorizedClientRepository {

    /** How the names of session attributes begin that belong to a sign-in under way, not to who was signed in before. */
    public static final String BEGUN_SIGN_IN = "sign-in.";

    private static final String TOKEN_SET = "token-set";
    private static final String RESPONSE = OAuth2AccessTokenResponse.class.getName();

    private final TokenSetStore store;
    private final Clock clock;

    SessionTokens(TokenSetStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Keeps a token response until Spring asks to save what came of it, within the same request. */
    static void remember(HttpServletRequest request, OAuth2AccessTokenResponse response) {
        request.setAttribute(RESPONSE, response);
    }

    /** Returns the token set of a request's session; empty where nobody is signed in. */
    public Optional<UUID> tokenSet(HttpServletRequest request) {
        var session = request.getSession(false);
        return session != null && session.getAttribute(TOKEN_SET) instanceof String id
                ? Optional.of(UUID.fromString(id))
                : Optional.empty();
    }

    /** Returns the refresh token of a request's session. */
    public Optional<String> refreshToken(HttpServletRequest request) {
        return tokenSet(request)
                .flatMap(store::find)
                .map(stored -> stored.tokens().refreshToken());
    }

    /** Notes whose session it is, once the sign-in is over and the session has its lasting id. */
    public void belongTo(OidcUser person, HttpServletRequest request) {
        tokenSet(request)
                .ifPresent(id -> store.belongsTo(
                        id, request.getSession().getId(), person.getName(), person.getClaimAsString("sid")));
    }

    /** Forgets the tokens of a request's session. */
    public void remove(HttpServletRequest request) {
        tokenSet(request).ifPresent(store::remove);
    }

    @Override
    public void saveAuthorizedClient(
            OAuth2AuthorizedClient client,
            Authentication principal,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (!(request.getAttribute(RESPONSE) instanceof OAuth2AccessTokenResponse tokens)) {
            throw new IllegalStateException("No token response was remembered");
        }
        remove(request);
        var id = store.add(TokenResponses.tokenSet(tokens, null, clock.instant()));
        request.getSession().setAttribute(TOKEN_SET, id.toString());
    }

    @Override
    public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
            String clientRegistrationId, Authentication principal, HttpServletRequest request) {
        throw new UnsupportedOperationException("Access tokens come from AccessTokens, which refreshes them");
    }

    @Override
    public void removeAuthorizedClient(
            String clientRegistrationId,
            Authentication principal,
            HttpServletRequest request,
            HttpServletResponse response) {
        remove(request);
    }
}
