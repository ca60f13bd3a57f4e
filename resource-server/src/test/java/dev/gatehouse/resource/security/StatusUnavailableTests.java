package dev.gatehouse.resource.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.resource.IssuerDouble;
import dev.gatehouse.resource.ResourceServerTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** An API that would rather not answer than take a token of which nobody knows whether it was revoked. */
@ResourceServerTest
@DirtiesContext
@TestPropertySource(properties = "gatehouse.resource.status-list.unavailable=refuse")
class StatusUnavailableTests {

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private IssuerDouble issuer;

    @Test
    void callWhenListCanNotBeHadThenServiceUnavailableUntilItCan() {
        assertThat(mvc.get().uri("/notes").header(HttpHeaders.AUTHORIZATION, "Bearer " + issuer.token("notes.read")))
                .hasStatus(HttpStatus.OK);
        issuer.down(true);
        var token = issuer.tokenWithStatus(1);
        var refused = mvc.get()
                .uri("/notes")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .exchange();
        assertThat(refused).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(refused.getResponse().getHeader(HttpHeaders.RETRY_AFTER)).isNotNull();

        issuer.down(false);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(mvc.get().uri("/notes").header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
                                .hasStatus(HttpStatus.OK));
    }
}
