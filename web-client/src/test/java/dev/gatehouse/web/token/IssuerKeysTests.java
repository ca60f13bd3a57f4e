package dev.gatehouse.web.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.web.IssuerDouble;
import dev.gatehouse.web.ServerDouble;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;

/** Whatever the address of the keys answers, nobody waits long for it, and no other address is asked in its place. */
class IssuerKeysTests {

    private final IssuerDouble issuer = new IssuerDouble();

    @Test
    void whenTheKeysAreThereThenTokensAreChecked() {
        assertThat(decoded("/jwks").getSubject()).isEqualTo("ada");
    }

    @Test
    void whenTheAnswerDripsThenNobodyWaitsForItsEnd() {
        issuer.on("/dripping", ServerDouble.drip(" ".repeat(60), 200));
        var started = System.nanoTime();

        assertThatThrownBy(() -> decoded("/dripping")).isExactlyInstanceOf(JwtException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isLessThan(IssuerRequests.READ_TIMEOUT.multipliedBy(2));
    }

    @Test
    void whenTheAnswerIsElsewhereOrEndlessThenThereAreNoKeys() {
        issuer.on("/moved", ServerDouble.answer(302, "text/plain", "", "Location", issuer.address() + "/jwks"));
        issuer.on("/endless", ServerDouble.json(200, "{\"keys\": [" + " ".repeat(300 * 1024) + "]}"));

        for (var path : new String[] {"/moved", "/endless", "/nothing"}) {
            assertThatThrownBy(() -> decoded(path)).isExactlyInstanceOf(JwtException.class);
        }
        assertThat(issuer.requests("/jwks")).isEmpty();
    }

    private Jwt decoded(String path) {
        var registration = ClientRegistration.withRegistrationId(IssuerRegistration.ID)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .clientId("web")
                .redirectUri("{baseUrl}")
                .authorizationUri(issuer.address() + "/authorize")
                .tokenUri(issuer.address() + "/token")
                .jwkSetUri(issuer.address() + path)
                .build();
        var token = issuer.logoutToken("ada", "JWT", "known", Map.of());
        return new IssuerKeys().decoder(registration).build().decode(token);
    }
}
