package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.RequestedClaims;
import dev.gatehouse.auth.grant.Subjects;
import dev.gatehouse.auth.token.IssuedTokens;
import dev.gatehouse.auth.token.SignInClaims;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Decides whether the sign-in of a person is what an authorization request demands.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthError">OpenID Connect Core, section
 *     3.1.2.6</a>
 */
@Component
class SignInCheck {

    private static final String NOBODY = "";

    private final RegisteredClientRepository clients;
    private final IssuedTokens tokens;
    private final Subjects subjects;
    private final Clock clock;

    SignInCheck(RegisteredClientRepository clients, IssuedTokens tokens, Subjects subjects, Clock clock) {
        this.clients = clients;
        this.tokens = tokens;
        this.subjects = subjects;
        this.clock = clock;
    }

    /**
     * Tells whether the request can be answered for who is signed in.
     *
     * @param person who is signed in, if anybody is
     * @param askedSince when this request first sent the person to the sign-in page; absent if it did not yet
     * @return false: the person must sign in first
     * @throws OAuth2AuthenticationException where nobody may be asked, or a sign-in would not help
     */
    boolean isSatisfied(
            OAuth2AuthorizationCodeRequestAuthenticationToken request,
            @Nullable Authentication person,
            @Nullable Instant askedSince) {
        var requirements = requirements(request);
        if (person == null || requirements.wantSignIn(person, askedSince, clock.instant())) {
            if (requirements.allowNothingToBeAsked()) {
                throw Refusals.of("login_required", "The person would have to sign in.");
            }
            return false;
        }
        if (requirements.subject() != null && !requirements.subject().equals(person.getName())) {
            throw Refusals.of("login_required", "Somebody else has signed in.");
        }
        if (!requirements.acr().isEmpty() && !requirements.acr().contains(SignInClaims.acr(person))) {
            throw Refusals.of(
                    "unmet_authentication_requirements", "The person can not sign in the way that is essential here.");
        }
        return true;
    }

    Instant now() {
        return clock.instant();
    }

    private SignInRequirements requirements(OAuth2AuthorizationCodeRequestAuthenticationToken request) {
        var parameters = request.getAdditionalParameters();
        var client = Objects.requireNonNull(clients.findByClientId(request.getClientId()));
        var claims = RequestedClaims.of(text(parameters, "claims"));
        var wanted =
                claims.only("sub").map(subject -> account(client, subject)).orElseGet(() -> hinted(parameters, client));
        return new SignInRequirements(
                SignInRequirements.prompt(parameters), maxAge(parameters, client), wanted, claims.demanded("acr"));
    }

    private static @Nullable Duration maxAge(Map<String, Object> parameters, RegisteredClient client) {
        var asked = text(parameters, "max_age");
        return asked == null ? ClientPolicy.defaultMaxAge(client) : Duration.ofSeconds(Long.parseLong(asked));
    }

    private @Nullable String hinted(Map<String, Object> parameters, RegisteredClient client) {
        var text = text(parameters, "id_token_hint");
        if (text == null) {
            return null;
        }
        var hint = tokens.idToken(text).orElseThrow(() -> refused("The id_token_hint is no ID token of this server."));
        var owner = clients.findByClientId(String.valueOf(hint.getClaimAsString("azp")));
        if (owner == null || !ClientPolicy.sector(owner).equals(ClientPolicy.sector(client))) {
            // The answer would tie subjects of different sectors together.
            throw refused("The id_token_hint is one of another client.");
        }
        return account(owner, Objects.requireNonNull(hint.getSubject()));
    }

    private static OAuth2AuthenticationException refused(String description) {
        return Refusals.of(OAuth2ErrorCodes.INVALID_REQUEST, description);
    }

    /** Where a subject is nobody's, nobody is the one, whoever signs in. */
    private String account(RegisteredClient client, String subject) {
        return subjects.account(client, subject).map(Object::toString).orElse(NOBODY);
    }

    private static @Nullable String text(Map<String, Object> parameters, String name) {
        return parameters.get(name) instanceof String text && !text.isEmpty() ? text : null;
    }
}
