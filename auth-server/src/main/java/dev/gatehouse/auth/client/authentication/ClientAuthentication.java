package dev.gatehouse.auth.client.authentication;

import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.client.ClientSecrets;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2ClientAuthenticationConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.http.converter.OAuth2ErrorHttpMessageConverter;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;

/**
 * Who is asking: one cached record, one hash. Whether the client holds the right code, verifier or refresh token is the
 * grant's question, not this one's.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3">RFC 6749, section 2.3</a>
 */
@Component
public class ClientAuthentication implements Customizer<OAuth2ClientAuthenticationConfigurer>, AuthenticationProvider {

    private final RegisteredClientRepository clients;
    private final ClientSecrets secrets;
    private final SecretUse use;
    private final ClientAssertions assertions;
    private final ClientCertificates certificates;
    private final ApplicationEventPublisher events;
    private final OAuth2ErrorHttpMessageConverter errors = new OAuth2ErrorHttpMessageConverter();

    ClientAuthentication(
            RegisteredClientRepository clients,
            ClientSecrets secrets,
            SecretUse use,
            ClientAssertions assertions,
            ClientCertificates certificates,
            ApplicationEventPublisher events) {
        this.clients = clients;
        this.secrets = secrets;
        this.use = use;
        this.assertions = assertions;
        this.certificates = certificates;
        this.events = events;
    }

    /**
     * An assertion and where it was presented.
     *
     * @param path the endpoint, below the issuer's address
     */
    record PresentedAssertion(String assertion, String path) {}

    @Override
    public void customize(OAuth2ClientAuthenticationConfigurer authentication) {
        authentication
                .authenticationConverters(converters -> {
                    converters.clear();
                    converters.add(new ClientCredentialsConverter(clients, certificates));
                })
                .authenticationProviders(providers -> {
                    providers.clear();
                    providers.add(this);
                })
                .errorResponseHandler(refusal());
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        var presented = (OAuth2ClientAuthenticationToken) authentication;
        var clientId = presented.getName();
        var client = clients.findByClientId(clientId);
        if (client == null) {
            throw refuse(clientId, "unknown client");
        }
        var method = presented.getClientAuthenticationMethod();
        if (!client.getClientAuthenticationMethods().contains(method)) {
            throw refuse(clientId, "not registered for " + method.getValue());
        }
        var refusal = refusal(presented, client, method);
        if (refusal != null) {
            throw refuse(clientId, refusal);
        }
        return new OAuth2ClientAuthenticationToken(client, method, certificates.current());
    }

    private @Nullable String refusal(
            OAuth2ClientAuthenticationToken presented, RegisteredClient client, ClientAuthenticationMethod method) {
        return switch (presented.getCredentials()) {
            case X509Certificate certificate -> certificates.refusal(certificate, client, method);
            case PresentedAssertion(var assertion, var path) -> assertions.refusal(assertion, client, method, path);
            case String secret -> holdsSecret(client, secret) ? null : "wrong secret";
            case null, default -> ClientAuthenticationMethod.NONE.equals(method) ? null : "no credentials";
        };
    }

    private boolean holdsSecret(RegisteredClient client, String secret) {
        var held = secrets.find(secret, client);
        held.ifPresent(stored -> use.note(client.getId(), stored));
        return held.isPresent();
    }

    private OAuth2AuthenticationException refuse(String clientId, String because) {
        events.publishEvent(new AuditEvent.ClientRefused(clientId, because));
        return new OAuth2AuthenticationException(
                new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, "Client authentication failed.", null));
    }

    private AuthenticationFailureHandler refusal() {
        return (_, response, failure) -> {
            var error = failure instanceof OAuth2AuthenticationException refused
                    ? refused.getError()
                    : new OAuth2Error(OAuth2ErrorCodes.SERVER_ERROR);
            var answer = new ServletServerHttpResponse(response);
            if (OAuth2ErrorCodes.INVALID_CLIENT.equals(error.getErrorCode())) {
                answer.setStatusCode(HttpStatus.UNAUTHORIZED);
                answer.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"gatehouse\"");
            } else if (OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE.equals(error.getErrorCode())) {
                answer.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
                answer.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
            } else {
                answer.setStatusCode(HttpStatus.BAD_REQUEST);
            }
            errors.write(error, null, answer);
        };
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
    }

    /** The ways of proving who one is that this server knows, under their registered names. */
    public static List<ClientAuthenticationMethod> methods() {
        return List.of(
                ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
                ClientAuthenticationMethod.CLIENT_SECRET_POST,
                ClientAuthenticationMethod.CLIENT_SECRET_JWT,
                ClientAuthenticationMethod.PRIVATE_KEY_JWT,
                ClientAuthenticationMethod.TLS_CLIENT_AUTH,
                ClientAuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH,
                ClientAuthenticationMethod.NONE);
    }
}
