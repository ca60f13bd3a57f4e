package dev.gatehouse.auth.grant.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.SigningClient;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** RFC 7523, section 2.1. */
@AuthServerTest
class AssertionGrantTests {

    @Autowired
    private Parties parties;

    private ThirdPartyApp.Answer trade(ThirdPartyApp who, String assertion) {
        return who.token(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "assertion",
                assertion,
                "scope",
                "notes.read"));
    }

    private ThirdPartyApp partner() {
        return parties.app("partner", Parties.SECRET, "notes.read");
    }

    private String assertion(Consumer<JWTClaimsSet.Builder> changes) {
        var claims = new JWTClaimsSet.Builder()
                .issuer("https://partner.example.org")
                .subject(Parties.ADA)
                .audience(parties.issuer())
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(in(60));
        changes.accept(claims);
        return new SigningClient("partner", parties.issuer()).sign(claims.build());
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    @Test
    void assertionOfATrustedIssuerBringsATokenForThePerson() {
        var answer = trade(partner(), assertion(claims -> {}));

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.json().has("refresh_token")).isFalse();
        var ada = ThirdPartyApp.claims(parties.confidential()
                        .signIn(Parties.ADA, Parties.ADA_PASSWORD)
                        .text("access_token"))
                .get("sub");
        assertThat(ThirdPartyApp.claims(answer.text("access_token")).get("sub")).isEqualTo(ada);
    }

    @Test
    void assertionComesOnce() {
        var assertion = assertion(claims -> {});

        assertThat(trade(partner(), assertion).status()).isEqualTo(200);
        assertThat(trade(partner(), assertion).text("error")).isEqualTo("invalid_grant");
    }

    static Stream<Arguments> spoiled() {
        return Stream.<Map.Entry<String, Consumer<JWTClaimsSet.Builder>>>of(
                        Map.entry("of another issuer", claims -> claims.issuer("https://evil.example.org")),
                        Map.entry("about nobody", claims -> claims.subject("nobody")),
                        Map.entry("without subject", claims -> claims.subject(null)),
                        Map.entry("for another server", claims -> claims.audience("https://other.example.org")),
                        Map.entry("expired", claims -> claims.expirationTime(in(-120))),
                        Map.entry("without end", claims -> claims.expirationTime(null)),
                        Map.entry("of the future", claims -> claims.notBeforeTime(in(600))),
                        Map.entry("without id", claims -> claims.jwtID(null)))
                .map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoiled")
    void assertionWhenSpoiledThenInvalidGrant(String how, Consumer<JWTClaimsSet.Builder> spoil) {
        assertThat(trade(partner(), assertion(spoil)).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void assertionWhenAnotherKeySignedOrClientIsNotTrustedThenRefused() {
        var stranger = new SigningClient("partner", parties.issuer()).withNewKey();
        var forged = stranger.sign(new JWTClaimsSet.Builder()
                .issuer("https://partner.example.org")
                .subject(Parties.ADA)
                .audience(parties.issuer())
                .jwtID("x")
                .expirationTime(in(60))
                .build());
        assertThat(trade(partner(), forged).text("error")).isEqualTo("invalid_grant");
        assertThat(trade(partner(), "garbage").text("error")).isEqualTo("invalid_grant");
        assertThat(trade(parties.machine(), assertion(claims -> {})).text("error"))
                .isEqualTo("unauthorized_client");
    }

    /** A request that can be mended must not cost the assertion (docs/decisions/0014). */
    @Test
    void assertionIsNotSpentByARequestThatIsRefusedForSomethingElse() {
        var assertion = assertion(claims -> {});
        var refused = partner()
                .token(Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion",
                        assertion,
                        "scope",
                        "email"));
        assertThat(refused.text("error")).isEqualTo("invalid_scope");

        var answer = trade(partner(), assertion);
        assertThat(answer.status()).isEqualTo(200);
        // Nobody signed in here.
        assertThat(ThirdPartyApp.claims(answer.text("access_token")).has("acr")).isFalse();
    }
}
