package dev.gatehouse.web.signin;

import dev.gatehouse.web.token.IssuerRegistration;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.LocaleResolver;

/**
 * What the issuer is asked for: with PKCE, with what an API demands of the sign-in, and in the language of the page.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">OpenID Connect Core, section
 *     3.1.2.1</a>
 */
@Component
class AuthorizationRequests implements OAuth2AuthorizationRequestResolver {

    private final IssuerRegistration registration;
    private final LocaleResolver languages;

    AuthorizationRequests(IssuerRegistration registration, LocaleResolver localeResolver) {
        this.registration = registration;
        this.languages = localeResolver;
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
        return resolver(request).resolve(request);
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String clientRegistrationId) {
        return resolver(request).resolve(request, clientRegistrationId);
    }

    private OAuth2AuthorizationRequestResolver resolver(HttpServletRequest request) {
        var resolver = new DefaultOAuth2AuthorizationRequestResolver(
                registration, OAuth2AuthorizationRequestRedirectFilter.DEFAULT_AUTHORIZATION_REQUEST_BASE_URI);
        resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce()
                .andThen(asked -> StepUp.demand(request, asked))
                .andThen(asked -> asked.additionalParameters(parameters -> parameters.put(
                        "ui_locales", languages.resolveLocale(request).getLanguage()))));
        return resolver;
    }
}
