package dev.gatehouse.resource.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.resource.IssuerDouble;
import dev.gatehouse.resource.ResourceServerTest;
import dev.gatehouse.testsupport.Ed25519Key;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** RFC 9449, section 9. */
@ResourceServerTest
@TestPropertySource(properties = "gatehouse.resource.dpop-nonce-key=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
class ProofNonceTests {

    private static final URI ADDRESS = URI.create("https://notes.example.org/notes");

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private IssuerDouble issuer;

    @Test
    void callIsAnsweredWithTheNonceThatTheRefusalCarried() throws Exception {
        var holder = Ed25519Key.generate();
        var token = issuer.token(claims -> claims.claim("cnf", Map.of("jkt", holder.thumbprint())));
        var refused = call(token, holder.proof("GET", ADDRESS, token));

        assertThat(refused).hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(refused.getResponse().getHeader(HttpHeaders.WWW_AUTHENTICATE))
                .startsWith("DPoP error=\"use_dpop_nonce\"");
        var nonce = refused.getResponse().getHeader("DPoP-Nonce");
        assertThat(nonce).isNotBlank();

        var taken = call(token, holder.proof("GET", ADDRESS, token, nonce));
        assertThat(taken).hasStatus(HttpStatus.OK);
        assertThat(taken.getResponse().getHeader("DPoP-Nonce")).isNotBlank();
        for (var wrong : new String[] {"", "1." + nonce.substring(nonce.indexOf('.') + 1), nonce + "x", "garbage"}) {
            assertThat(call(token, holder.proof("GET", ADDRESS, token, wrong)))
                    .as(wrong)
                    .hasStatus(HttpStatus.UNAUTHORIZED);
        }
        var withoutHeader = "bnVsbA.e30.c2ln"; // null
        assertThat(call(token, withoutHeader)).hasStatus(HttpStatus.UNAUTHORIZED);
    }

    @Test
    void bearerTokensNeedNone() throws Exception {
        assertThat(mvc.get()
                        .uri("/notes")
                        .header(HttpHeaders.AUTHORIZATION, "Bearer " + issuer.token("notes.read"))
                        .exchange())
                .hasStatus(HttpStatus.OK);
    }

    /** Somebody on the way may add one; of a bearer token it proves nothing and asks nothing. */
    @Test
    void proofThatComesWithABearerTokenIsNotLookedAt() {
        var answer = mvc.get()
                .uri("/notes")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + issuer.token("notes.read"))
                .header("DPoP", "stray")
                .exchange();

        assertThat(answer).hasStatus(HttpStatus.OK).doesNotContainHeader("DPoP-Nonce");
    }

    private MvcTestResult call(String token, String proof) {
        return mvc.get()
                .uri("/notes")
                .header(HttpHeaders.AUTHORIZATION, "DPoP " + token)
                .header("DPoP", proof)
                .exchange();
    }
}
