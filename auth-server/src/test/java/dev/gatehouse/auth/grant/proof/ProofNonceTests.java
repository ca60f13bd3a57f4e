package dev.gatehouse.auth.grant.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.SigningClient;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** RFC 9449, section 8. */
@AuthServerTest
@TestPropertySource(properties = "gatehouse.dpop.nonce-required=true")
class ProofNonceTests {

    @Autowired
    private Parties parties;

    private ThirdPartyApp.Answer ask(@Nullable String nonce) {
        var client = new SigningClient("machine", parties.issuer());
        return parties.machine()
                .holding(client.proofKey(claims -> addTo(claims, nonce)))
                .clientCredentials();
    }

    private static void addTo(JWTClaimsSet.Builder claims, @Nullable String nonce) {
        if (nonce != null) {
            claims.claim("nonce", nonce);
        }
    }

    private static String nonceOf(ThirdPartyApp.Answer answer) {
        return answer.response().headers().firstValue("DPoP-Nonce").orElseThrow();
    }

    @Test
    void proofWithoutNonceIsToldOneAndWithItIsTaken() {
        var first = ask(null);
        assertThat(first.status()).isEqualTo(400);
        assertThat(first.text("error")).isEqualTo("use_dpop_nonce");

        var second = ask(nonceOf(first));
        assertThat(second.status()).as(second.json().toString()).isEqualTo(200);
        assertThat(ask(nonceOf(second)).status()).isEqualTo(200);
    }

    /** The client comes again with all that it came with, but for the proof (RFC 9449, section 8). */
    @ParameterizedTest
    @ValueSource(strings = {"token_endpoint", "pushed_authorization_request_endpoint"})
    void nonceIsAskedForBeforeAnAssertionIsUsed(String endpoint) {
        var client = new SigningClient("signs", parties.issuer());
        var form = new HashMap<>(client.credentials());
        form.putAll(Map.of(
                "grant_type", "client_credentials",
                "scope", "notes.read",
                "response_type", "code",
                "redirect_uri", Parties.REDIRECT_URI,
                "code_challenge", "a".repeat(43),
                "code_challenge_method", "S256"));
        var first = parties.app("signs", null, "notes.read")
                .proving(Map::of)
                .holding(client.proofKey())
                .post(endpoint, form);
        assertThat(first.text("error")).isEqualTo("use_dpop_nonce");

        var second = parties.app("signs", null, "notes.read")
                .proving(Map::of)
                .holding(client.proofKey(claims -> addTo(claims, nonceOf(first))))
                .post(endpoint, form);
        assertThat(second.status()).as(second.json().toString()).isIn(200, 201);
    }

    @Test
    void whatIsNoProofIsCalledThat() {
        var withPrivateKey = encoded("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":"
                        + new SigningClient("machine", parties.issuer()).key().toJSONString() + "}")
                + "." + encoded("{}") + ".AAAA";
        for (var proof : List.of(
                "garbage", "a.b.c", "..", encoded("{\"alg\":\"none\"}") + "." + encoded("{}") + ".", withPrivateKey)) {
            var answer = parties.machine().holding((_, _, _) -> proof).clientCredentials();
            assertThat(answer.status()).as(proof).isEqualTo(400);
            assertThat(answer.text("error")).isEqualTo("invalid_dpop_proof");
        }
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 9449, section 4.3: the nonce tells when the proof was made. */
    @Test
    void proofWithANonceMayHaveAWrongClock() {
        var nonce = nonceOf(ask(null));
        var client = new SigningClient("machine", parties.issuer());
        var app = parties.machine().holding(client.proofKey(claims -> {
            addTo(claims, nonce);
            claims.issueTime(Date.from(Instant.now().minusSeconds(3_600)));
            claims.jwtID("one of long ago");
        }));
        assertThat(app.clientCredentials().status()).isEqualTo(200);
        assertThat(app.clientCredentials().text("error")).isEqualTo("invalid_dpop_proof");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                ".",
                "1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "99999999999999999999.x",
                "1732000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void proofWithANonceThatIsNotOursIsToldOne(String nonce) {
        assertThat(ask(nonce).text("error")).isEqualTo("use_dpop_nonce");
    }
}
