package dev.gatehouse.web.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.web.ServerDouble;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.web.util.UriComponentsBuilder;

/** The refresh token is handed back by whom it was given to, proved as the registration has it. */
class TokenRevocationTests {

    private static final String ID = "web client";
    private static final String SECRET = "s:+ü";

    private final ServerDouble issuer = new ServerDouble();
    private final AtomicReference<String> authorization = new AtomicReference<>();

    /** RFC 6749, section 2.3.1: in the header, both are encoded as in a form. */
    @ParameterizedTest
    @CsvSource({
        "client_secret_basic, web+client:s%3A%2B%C3%BC, ,",
        "'',                  web+client:s%3A%2B%C3%BC, ,",
        "client_secret_post,  , web+client, s%3A%2B%C3%BC",
        "none,                , web+client, "
    })
    void handBackProvesTheClientAsItIsRegistered(String method, String header, String id, String secret) {
        issuer.on("/revoke", (exchange, request) -> {
            authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
            ServerDouble.json(200, "").to(exchange, request);
        });
        assertThat(revocation(method).handBack("r")).isTrue();

        assertThat(authorization.get())
                .isEqualTo(
                        header == null ? null : "Basic " + Base64.getEncoder().encodeToString(header.getBytes(UTF_8)));
        var sent = UriComponentsBuilder.fromUriString(
                        "?" + issuer.requests("/revoke").getFirst().body())
                .build()
                .getQueryParams()
                .toSingleValueMap();
        assertThat(sent).containsEntry("token", "r").containsEntry("token_type_hint", "refresh_token");
        assertThat(sent.get("client_id")).isEqualTo(id);
        assertThat(sent.get("client_secret")).isEqualTo(secret);
        assertThat(sent).doesNotContainKey("grant_type");
    }

    @Test
    void handBackTellsARefusalFromNoAnswer() {
        issuer.on("/revoke", ServerDouble.json(401, "{}"));
        assertThat(revocation("none").handBack("r")).isTrue();
        issuer.on("/revoke", ServerDouble.hangUp());
        assertThat(revocation("none").handBack("r")).isFalse();
    }

    private TokenRevocation revocation(String method) {
        var client = new OAuth2ClientProperties.Registration();
        client.setClientId(ID);
        client.setClientSecret("none".equals(method) ? null : SECRET);
        client.setClientAuthenticationMethod(method.isEmpty() ? null : method);
        client.setAuthorizationGrantType("authorization_code");
        client.setRedirectUri("{baseUrl}");
        var provider = new OAuth2ClientProperties.Provider();
        provider.setIssuerUri(issuer.address());
        provider.setAuthorizationUri(issuer.address() + "/authorize");
        provider.setTokenUri(issuer.address() + "/token");
        var properties = new OAuth2ClientProperties();
        properties.getRegistration().put(IssuerRegistration.ID, client);
        properties.getProvider().put(IssuerRegistration.ID, provider);
        var requests = new IssuerRequests();
        return new TokenRevocation(new IssuerRegistration(properties, requests), requests);
    }
}
