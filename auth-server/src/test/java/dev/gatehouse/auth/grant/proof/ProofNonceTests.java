package dev.gatehouse.auth.grant.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.SigningClient;
import dev.gatehouse.testsupport.ThirdPartyApp;
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
