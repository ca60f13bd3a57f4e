package dev.gatehouse.resource.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gatehouse.resource.IssuerDouble;
import dev.gatehouse.resource.ResourceServerTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** draft-ietf-oauth-status-list, section 8.3. */
@ResourceServerTest
class TokenStatusTests {

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private IssuerDouble issuer;

    @AfterEach
    void issuerIsWell() {
        issuer.down(false);
        issuer.hang(Duration.ZERO);
    }

    @Test
    void callWhenTokenIsRevokedThenRefusedWithinSeconds() {
        var token = issuer.tokenWithStatus(11);
        assertThat(call(token)).hasStatus(HttpStatus.OK);

        issuer.revoke(11);
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(call(token)).hasStatus(HttpStatus.UNAUTHORIZED));
        assertThat(call(token)).bodyJson().extractingPath("$.error").isEqualTo("invalid_token");
        assertThat(call(issuer.tokenWithStatus(12))).hasStatus(HttpStatus.OK);
    }

    @Test
    void callsWhenListIsFreshThenIssuerIsNotAsked() {
        call(issuer.tokenWithStatus(12));
        var before = issuer.listFetches();
        for (int call = 0; call < 50; call++) {
            assertThat(call(issuer.tokenWithStatus(12))).hasStatus(HttpStatus.OK);
        }

        assertThat(issuer.listFetches()).isLessThanOrEqualTo(before + 2);
        await().atMost(Duration.ofSeconds(4)).until(() -> issuer.unchanged() > 0);
    }

    @Test
    void callWhenIssuerIsAwayThenTakenAndRevokedOnesStayRefused() throws InterruptedException {
        issuer.revoke(21);
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(
                        () -> assertThat(call(issuer.tokenWithStatus(21))).hasStatus(HttpStatus.UNAUTHORIZED));
        issuer.down(true);
        Thread.sleep(2_500);

        assertThat(call(issuer.tokenWithStatus(22))).hasStatus(HttpStatus.OK);
        assertThat(call(issuer.tokenWithStatus(21))).hasStatus(HttpStatus.UNAUTHORIZED);
    }

    @Test
    void callsWhenIssuerHangsThenNoneWaitsOnceThatIsKnown() throws InterruptedException {
        call(issuer.tokenWithStatus(12));
        issuer.hang(Duration.ofSeconds(30));
        Thread.sleep(4_500);
        for (int call = 0; call < 30; call++) {
            var started = System.nanoTime();
            assertThat(call(issuer.tokenWithStatus(12))).hasStatus(HttpStatus.OK);
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
            Thread.sleep(100);
        }
    }

    @Test
    void callWhenStatusIsNotOfTheIssuerOrMalformedThenRefusedAndNothingFetched() {
        for (var status : new Object[] {
            Map.of("status_list", Map.of("idx", 1, "uri", "http://169.254.169.254/statuslists/x")),
            Map.of("status_list", Map.of("idx", 1, "uri", issuer.issuer() + "/statuslists/../oauth2/jwks")),
            Map.of("status_list", Map.of("idx", 1, "uri", issuer.issuer() + "/statuslists/a b")),
            Map.of("status_list", Map.of("idx", 1, "uri", issuer.issuer() + "/statuslists/%")),
            Map.of("status_list", Map.of("uri", issuer.issuer() + "/statuslists/1")),
            Map.of("status_list", Map.of("idx", 0.9, "uri", issuer.issuer() + "/statuslists/1")),
            Map.of("other", 1),
            "x"
        }) {
            var before = issuer.listFetches();
            assertThat(call(issuer.token(claims -> claims.claim("status", status))))
                    .hasStatus(HttpStatus.UNAUTHORIZED);
            assertThat(issuer.listFetches()).isLessThanOrEqualTo(before + 1);
        }
    }

    @Test
    void callWhenIndexIsOutsideOfTheListThenRefused() {
        assertThat(call(issuer.tokenWithStatus(128 * 8))).hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(call(issuer.tokenWithStatus(-1))).hasStatus(HttpStatus.UNAUTHORIZED);
    }

    private MvcTestResult call(String token) {
        return mvc.get()
                .uri("/notes")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .exchange();
    }
}
