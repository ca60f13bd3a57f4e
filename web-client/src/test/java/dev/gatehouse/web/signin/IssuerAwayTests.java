package dev.gatehouse.web.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.oidcLogin;

import dev.gatehouse.testsupport.TestDatabase;
import dev.gatehouse.web.token.IssuerRegistration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** Visitors are not let down by an issuer that can't be discovered: the port is one where nobody listens. */
@SpringBootTest
@AutoConfigureMockMvc
@Import(TestDatabase.class)
@TestPropertySource(
        properties = {
            "spring.security.oauth2.client.provider.gatehouse.issuer-uri=http://127.0.0.1:1",
            "spring.security.oauth2.client.registration.gatehouse.client-id=web",
            "spring.security.oauth2.client.registration.gatehouse.client-secret=not-used-here",
            "gatehouse.encryption-key=b3Vyc2VsdmVzIG9ubHksIHRlc3RzIDEyMzQ1Njc4OTA="
        })
class IssuerAwayTests {

    @Autowired
    private MockMvcTester mvc;

    @Test
    void signOutIsOnlyOneFromHereAndSaysSo() {
        var registration = ClientRegistration.withRegistrationId(IssuerRegistration.ID)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .clientId("web")
                .redirectUri("{baseUrl}")
                .authorizationUri("http://127.0.0.1:1")
                .tokenUri("http://127.0.0.1:1")
                .build();
        assertThat(mvc.post()
                        .uri("/logout")
                        .with(oidcLogin().clientRegistration(registration))
                        .with(csrf()))
                .hasRedirectedUrl("/signed-out?reason=local");
    }

    @Test
    void signOutWhenNobodyIsSignedInThenNothingIsSaidOfTheIssuer() {
        var answer = mvc.post().uri("/logout").with(csrf()).exchange();
        assertThat(answer).hasRedirectedUrl("/signed-out?reason=here");
        assertThat(mvc.get().uri("/signed-out?reason=here"))
                .bodyText()
                .contains("You are signed out here.", "You may still be signed in at the sign-in server")
                .doesNotContain("could not be reached");
    }

    @Test
    void signInIsToldThatTheIssuerIsAway() {
        assertThat(mvc.get().uri(BrowserSecurity.SIGN_IN)).hasRedirectedUrl("/unavailable");
    }
}
