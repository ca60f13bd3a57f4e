package dev.gatehouse.auth.grant.authorization;

import dev.gatehouse.auth.client.RedirectUri;
import dev.gatehouse.auth.grant.ResourceIndicators;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.auth.token.OpaqueToken;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationEndpointConfigurer;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.stereotype.Component;

/**
 * How the authorization endpoint answers here.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1">RFC 6749, section 3.1</a>
 */
@Component
public class AuthorizationEndpoint implements Customizer<OAuth2AuthorizationEndpointConfigurer> {

    private final Issuer issuer;
    private final ResourceIndicators resources;
    private final Clock clock;

    AuthorizationEndpoint(Issuer issuer, ResourceIndicators resources, Clock clock) {
        this.issuer = issuer;
        this.resources = resources;
        this.clock = clock;
    }

    @Override
    public void customize(OAuth2AuthorizationEndpointConfigurer endpoint) {
        var responses = new AuthorizationResponses(issuer.issuer());
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
                            consents.setAuthorizationConsentCustomizer(AuthorizationEndpoint::refuseWhenDenied);
                        }
                        default -> {}
                    }
                }));
    }

    /** Puts what comes before Spring's own filter for the endpoint into the chain. */
    public void addFilters(HttpSecurity http, RequestCache requests) {
        http.addFilterBefore(new PostedAuthorizationRequest(), SecurityContextHolderFilter.class)
                .addFilterBefore(
                        new SignInRequirementsFilter(new AuthorizationResponses(issuer.issuer()), requests, clock),
                        AuthorizationFilter.class);
    }

    private static boolean needsConsent(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
        var request = Objects.requireNonNull(context.getAuthorizationRequest());
        if (SignInRequirements.of(request.getAdditionalParameters())
                .filter(SignInRequirements::wantConsent)
                .isPresent()) {
            return true;
        }
        var consent = context.getAuthorizationConsent();
        return context.getRegisteredClient().getClientSettings().isRequireAuthorizationConsent()
                && !request.getScopes().equals(Set.of(OidcScopes.OPENID))
                && (consent == null || !consent.getScopes().containsAll(request.getScopes()));
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
        var redirectUri = request.getRedirectUri();
        var fits = redirectUri == null || redirectUri.isEmpty()
                ? client.getRedirectUris().size() == 1 && !request.getScopes().contains(OidcScopes.OPENID)
                : RedirectUri.isRegistered(redirectUri, client.getRedirectUris());
        if (!fits) {
            throw new OAuth2AuthorizationCodeRequestAuthenticationException(
                    new OAuth2Error(
                            OAuth2ErrorCodes.INVALID_REQUEST,
                            "The redirect_uri is not one of those registered for this client.",
                            null),
                    // Nothing may be sent to an address that is not registered.
                    null);
        }
        if (request.getAdditionalParameters().containsKey("request")) {
            throw new OAuth2AuthorizationCodeRequestAuthenticationException(
                    new OAuth2Error("request_not_supported", "Request objects are not supported.", null), request);
        }
        OAuth2AuthorizationCodeRequestAuthenticationValidator.DEFAULT_SCOPE_VALIDATOR.accept(context);
        try {
            resources.requested(request.getAdditionalParameters(), client);
        } catch (OAuth2AuthenticationException refused) {
            throw new OAuth2AuthorizationCodeRequestAuthenticationException(refused.getError(), request);
        }
    }

    /** Spring takes a form without scopes for a denial, but only if nothing was approved before. */
    private static void refuseWhenDenied(OAuth2AuthorizationConsentAuthenticationContext context) {
        org.springframework.security.oauth2.server.authorization.authentication
                        .OAuth2AuthorizationConsentAuthenticationToken
                consent = context.getAuthentication();
        if (!consent.getAdditionalParameters().containsKey("deny")) {
            return;
        }
        var request = Objects.requireNonNull(context.getAuthorizationRequest());
        throw new OAuth2AuthorizationCodeRequestAuthenticationException(
                new OAuth2Error(OAuth2ErrorCodes.ACCESS_DENIED, "The person refused the request.", null),
                new OAuth2AuthorizationCodeRequestAuthenticationToken(
                        request.getAuthorizationUri(),
                        request.getClientId(),
                        (org.springframework.security.core.Authentication) consent.getPrincipal(),
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
