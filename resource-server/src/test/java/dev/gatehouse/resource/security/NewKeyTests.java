package dev.gatehouse.resource.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import dev.gatehouse.resource.IssuerDouble;
import dev.gatehouse.resource.ResourceServerTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/**
 * Keys that this API has not seen yet, while the issuer is there. The setting gives it a program of its own, whose fetches
 * nobody else has used up.
 */
@ResourceServerTest
@DirtiesContext
@TestPropertySource(properties = "gatehouse.resource.key-fetch-interval=29s")
class NewKeyTests {

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private IssuerDouble issuer;

    @Test
    void newKeyMakesOneFetchAndInventedOnesHardlyAny() {
        assertThat(call(issuer.token("notes.read"))).hasStatus(HttpStatus.OK);
        var next = IssuerDouble.generate("key-2");
        issuer.publish(next);
        var before = issuer.fetches();
        for (int call = 0; call < 20; call++) {
            assertThat(call(signedBy(next))).hasStatus(HttpStatus.OK);
        }
        assertThat(issuer.fetches()).isEqualTo(before + 1);

        for (int call = 0; call < 200; call++) {
            assertThat(call(signedBy(IssuerDouble.generate("invented-" + call))))
                    .hasStatus(HttpStatus.UNAUTHORIZED);
        }
        assertThat(issuer.fetches()).isLessThanOrEqualTo(before + 2);
        assertThat(call(issuer.token("notes.read"))).hasStatus(HttpStatus.OK);
    }

    private String signedBy(ECKey key) {
        return IssuerDouble.sign(
                issuer.header().keyID(key.getKeyID()).build(),
                issuer.claims(claims -> claims.claim("scope", "notes.read")),
                IssuerDouble.signer(key));
    }

    private MvcTestResult call(String token) {
        return mvc.get()
                .uri("/notes")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .exchange();
    }
}
