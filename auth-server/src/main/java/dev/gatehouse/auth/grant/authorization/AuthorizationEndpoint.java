package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.grant.RequestedClaims;
import dev.gatehouse.auth.grant.request.AuthorizationRequests;
import dev.gatehouse.auth.grant.request.OriginalRequests;
import dev.gatehouse.auth.grant.request.RequestRules;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.auth.token.OpaqueToken;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationEndpointConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.stereotype.Component;

/**
 * How the authorization endpoint answers here.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1">RFC 6749, section 3.1</a>
 */
@Component
public class AuthorizationEndpoint implements Customizer<OAuth2AuthorizationEndpointConfigurer> {

    private final Issuer issuer;
    private final RequestRules rules;
    private final AuthorizationRequests requests;
    private final AuthorizationResponses responses;
    private final SignInCheck signInCheck;
    private final Clock clock;

    AuthorizationEndpoint(
            Issuer issuer,
            RequestRules rules,
            AuthorizationRequests requests,
            AuthorizationResponses responses,
            SignInCheck signInCheck,
            Clock clock) {
        this.issuer = issuer;
        this.rules = rules;
        this.requests = requests;
        this.responses = responses;
        this.signInCheck = signInCheck;
        this.clock = clock;
    }

    @Override
    public void customize(OAuth2AuthorizationEndpointConfigurer endpoint) {
        endpoint.consentPage(issuer.issuer() + "/consent")
                .authorizationResponseHandler(responses::succeed)
                .errorResponseHandler(responses::fail)
                .authenticationProviders(providers -> providers.forEach(provider -> {
                    switch (provider) {
                        case OAuth2AuthorizationCodeRequestAuthenticationProvider asks -> {
                            asks.setAuthorizationCodeGenerator(codes());
                            asks.setAuthenticationValidator(this::validate);
                            asks.setAuthorizationConsentRequired(AuthorizationEndpoint::needsConsent);
                        }
                        case OAuth2AuthorizationConsentAuthenticationProvider consents -> {
                            consents.setAuthorizationCodeGenerator(codes());
                            consents.setAuthorizationConsentCustomizer(AuthorizationEndpoint::decide);
                        }
                        default -> {}
                    }
                }));
    }

    /**
     * Puts what comes before Spring's own filter for the endpoint into the chain.
     *
     * @param pending remembers the request over a sign-in
     */
    public void addFilters(HttpSecurity http, OriginalRequests pending) {
        requests.addFilters(http, responses::fail);
        http.addFilterBefore(new SignInRequirementsFilter(signInCheck, responses, pending), AuthorizationFilter.class);
    }

    private static boolean needsConsent(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        var request = Objects.requireNonNull(context.getAuthorizationRequest());
        if (SignInRequirements.prompt(request.getAdditionalParameters()).contains("consent")) {
            return true;
        }
        var client = context.getRegisteredClient();
        var wanted = wanted(request, client);
        var consent = context.getAuthorizationConsent();
        if (ClientPolicy.isStranger(client) && consent == null) {
            // Not even who is signed in is told to somebody unknown, nor is anybody led there (RFC 9700, 4.11).
            return true;
        }
        if (canBeAnybody(client, request.getRedirectUri())) {
            return true;
        }
        if (!client.getClientSettings().isRequireAuthorizationConsent()) {
            wanted.retainAll(ClientPolicy.mayStayUnasked(client) ? Set.of() : Set.of(ClientPolicy.OFFLINE_ACCESS));
        }
        return !wanted.isEmpty() && (consent == null || !consent.getScopes().containsAll(wanted));
    }

    /**
     * Any program on the device can listen where this one does, and say that it is this one: what was allowed before does
     * not count (RFC 8252, section 8.6).
     */
    private static boolean canBeAnybody(RegisteredClient client, @Nullable String redirectUri) {
        return ClientPolicy.isStranger(client)
                && client.getClientAuthenticationMethods().contains(ClientAuthenticationMethod.NONE)
                && redirectUri != null
                && !redirectUri.startsWith("https:");
    }

    /** What a person would have to allow: claims that are asked for one by one count as their scopes. */
    private static Set<String> wanted(OAuth2AuthorizationRequest request, RegisteredClient client) {
        var wanted = new HashSet<>(request.getScopes());
        wanted.addAll(ofClaims(request, client));
        wanted.remove(OidcScopes.OPENID);
        return wanted;
    }

    /** What the client may not ask for as a scope, it is not told as a claim either. */
    private static Set<String> ofClaims(OAuth2AuthorizationRequest request, RegisteredClient client) {
        var claims = request.getAdditionalParameters().get("claims");
        var scopes = new HashSet<>(
                RequestedClaims.of(claims == null ? null : claims.toString()).scopes());
        scopes.retainAll(client.getScopes());
        return scopes;
    }

    private OAuth2TokenGenerator<OAuth2AuthorizationCode> codes() {
        return (OAuth2TokenContext context) -> {
            var now = clock.instant();
            var lifetime = context.getRegisteredClient().getTokenSettings().getAuthorizationCodeTimeToLive();
            return new OAuth2AuthorizationCode(
                    OpaqueToken.Kind.AUTHORIZATION_CODE.generate().value(), now, now.plus(lifetime));
        };
    }

    private void validate(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
        var client = context.getRegisteredClient();
        var further = new HashMap<>(request.getAdditionalParameters());
        if (request.getState() != null) {
            further.put("state", request.getState());
        }
        var checked = new RequestRules.Checked(request.getRedirectUri(), request.getScopes(), further);
        if (!rules.mayBeAnswered(checked, client)) {
            throw new OAuth2AuthorizationCodeRequestAuthenticationException(
                    new OAuth2Error(
                            OAuth2ErrorCodes.INVALID_REQUEST,
                            request.getRedirectUri() == null
                                    ? "The redirect_uri is missing."
                                    : "The redirect_uri is not one of those registered for this client.",
                            null),
                    // Nothing may be sent to an address that is not registered.
                    null);
        }
        try {
            rules.check(checked, client);
        } catch (OAuth2AuthenticationException refused) {
            throw new OAuth2AuthorizationCodeRequestAuthenticationException(refused.getError(), request);
        }
    }

    /** Spring takes a form without scopes for a denial, but only if nothing was approved before; the button decides. */
    private static void decide(OAuth2AuthorizationConsentAuthenticationContext context) {
        OAuth2AuthorizationConsentAuthenticationToken consent = context.getAuthentication();
        var request = Objects.requireNonNull(context.getAuthorizationRequest());
        if (!consent.getAdditionalParameters().containsKey("deny")) {
            var shown = context.getAuthorizationConsent();
            shown.scope(OidcScopes.OPENID);
            // A scope that was on the page as well was ticked there, or not.
            ofClaims(request, context.getRegisteredClient()).stream()
                    .filter(scope -> !request.getScopes().contains(scope))
                    .forEach(shown::scope);
            return;
        }
        throw new OAuth2AuthorizationCodeRequestAuthenticationException(
                new OAuth2Error(OAuth2ErrorCodes.ACCESS_DENIED, "The person refused the request.", null),
                new OAuth2AuthorizationCodeRequestAuthenticationToken(
                        request.getAuthorizationUri(),
                        request.getClientId(),
                        (Authentication) consent.getPrincipal(),
                        request.getRedirectUri() == null
                                ? context.getRegisteredClient()
                                        .getRedirectUris()
                                        .iterator()
                                        .next()
                                : request.getRedirectUri(),
                        request.getState(),
                        request.getScopes(),
                        request.getAdditionalParameters()));
    }
}
