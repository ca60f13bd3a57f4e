package dev.gatehouse.auth.grant.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.Rows;
import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** RFC 6749, section 4.1; RFC 7636. */
@AuthServerTest
class AuthorizationCodeGrantTests {

    @Autowired
    private Parties parties;

    @Autowired
    private Rows rows;

    @Test
    void signInGivesAccessTokenIdTokenAndRefreshToken() {
        var app = parties.confidential();
        var flow = app.begin(Map.of());
        var tokens = app.redeem(code(app, flow), flow);

        assertThat(tokens.status()).isEqualTo(200);
        assertThat(tokens.text("token_type")).isEqualTo("Bearer");
        assertThat(tokens.json().get("expires_in").asInt()).isBetween(299, 300);
        assertThat(tokens.text("refresh_token")).startsWith("gh_rt_");
        assertThat(tokens.json().get("refresh_token_expires_in").asLong())
                .isBetween(
                        Duration.ofDays(14).toSeconds() - 5, Duration.ofDays(14).toSeconds());
        assertThat(tokens.json().get("authorization_expires_in").asLong())
                .isBetween(
                        Duration.ofDays(30).toSeconds() - 5, Duration.ofDays(30).toSeconds());
        assertThat(tokens.response().headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
        assertAccessToken(tokens.text("access_token"));
        assertIdToken(tokens.text("id_token"), flow);
        var hash = OpaqueToken.digest(tokens.text("access_token"));
        assertThat(ThirdPartyApp.claims(tokens.text("id_token")).get("at_hash").asString())
                .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16)));
    }

    /** RFC 9068, sections 2.1 and 2.2. */
    private void assertAccessToken(String token) {
        assertThat(ThirdPartyApp.header(token).get("typ").asString()).isEqualTo("at+jwt");
        assertThat(ThirdPartyApp.header(token).get("alg").asString()).isEqualTo("ES256");
        var claims = ThirdPartyApp.claims(token);
        assertThat(claims.get("iss").asString()).isEqualTo(parties.issuer());
        assertThat(claims.get("aud").toString()).contains("https://api.example.org");
        assertThat(claims.get("client_id").asString()).isEqualTo("confidential");
        assertThat(claims.get("scope").asString().split(" "))
                .containsExactlyInAnyOrder("openid", "profile", "email", "notes.read");
        assertThat(claims.get("amr").get(0).asString()).isEqualTo("pwd");
        assertThat(claims.get("auth_time").asLong()).isPositive();
        assertThat(claims.has("jti")).isTrue();
        assertThat(claims.get("sub").asString()).isNotEqualTo(Parties.ADA);
    }

    private void assertIdToken(String token, ThirdPartyApp.Flow flow) {
        assertThat(ThirdPartyApp.header(token).get("alg").asString()).isEqualTo("RS256");
        var claims = ThirdPartyApp.claims(token);
        assertThat(claims.get("nonce").asString()).isEqualTo(flow.nonce());
        assertThat(claims.get("aud").toString()).contains("confidential");
        assertThat(claims.get("auth_time").asLong()).isPositive();
        assertThat(claims.has("sid")).isTrue();
    }

    @Test
    void redeemWhenUsedTwiceThenTheGrantEnds() {
        var app = parties.confidential();
        var flow = app.begin(Map.of());
        var code = code(app, flow);
        var tokens = app.redeem(code, flow);

        assertThat(app.redeem(code, flow).text("error")).isEqualTo("invalid_grant");
        assertThat(app.refresh(tokens.text("refresh_token")).text("error")).isEqualTo("invalid_grant");
        assertThat(app.userInfo(tokens.text("access_token")).status()).isEqualTo(401);
    }

    @Test
    void redeemWhenSpentCodeComesFromStrangerThenTheGrantLives() {
        var app = parties.confidential();
        var flow = app.begin(Map.of());
        var code = code(app, flow);
        var tokens = app.redeem(code, flow);

        assertThat(parties.other().redeem(code, flow).text("error")).isEqualTo("invalid_grant");
        var otherFlow = app.begin(Map.of());
        assertThat(app.redeem(code, otherFlow).text("error")).isEqualTo("invalid_grant");
        assertThat(app.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);
    }

    @Test
    void redeemWhenTwentyRaceThenAtMostOneWins() throws Exception {
        var app = parties.confidential();
        for (int round = 0; round < 10; round++) {
            var flow = app.begin(Map.of());
            var code = code(app, flow);
            var answers = race(20, () -> app.redeem(code, flow));

            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSizeLessThanOrEqualTo(1);
            assertThat(answers).allMatch(answer -> answer.status() == 200 || answer.status() == 400);
        }
    }

    @Test
    void redeemWhenVerifierIsWrongOrMissingThenInvalidGrantAndCodeLives() {
        var app = parties.publicApp();
        var flow = app.begin(Map.of());
        var code = code(app, flow);

        assertThat(app.redeem(code, app.begin(Map.of())).text("error")).isEqualTo("invalid_grant");
        assertThat(app.token(Map.of(
                                "grant_type", "authorization_code", "code", code, "redirect_uri", Parties.REDIRECT_URI))
                        .text("error"))
                .isEqualTo("invalid_grant");
        assertThat(app.redeem(code, flow).status()).isEqualTo(200);
    }

    @Test
    void redeemWhenRedirectUriDiffersThenInvalidGrant() {
        var app = parties.confidential();
        var flow = app.begin(Map.of());
        var answer = app.token(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code(app, flow),
                "redirect_uri",
                Parties.REDIRECT_URI + "/other",
                "code_verifier",
                flow.verifier()));

        assertThat(answer.text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void redeemWhenExpiredThenInvalidGrant() {
        var app = parties.confidential();
        var flow = app.begin(Map.of());
        var code = code(app, flow);
        rows.pass(Duration.ofSeconds(61));

        assertThat(app.redeem(code, flow).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void noTokenIsStoredInPlainText() {
        var app = parties.confidential();
        var flow = app.begin(Map.of());
        var code = code(app, flow);
        var refreshToken = app.redeem(code, flow).text("refresh_token");
        var successor = app.refresh(refreshToken).text("refresh_token");

        for (var secret : List.of(code, refreshToken, successor)) {
            assertThat(rows.count("authorization_code c where c::text like '%" + secret + "%'"))
                    .isZero();
            assertThat(rows.count("refresh_token t where t::text like '%" + secret + "%'"))
                    .isZero();
        }
    }

    private static String code(ThirdPartyApp app, ThirdPartyApp.Flow flow) {
        return app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD);
    }

    private static <T> List<T> race(int runners, Callable<T> run) throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var started =
                    IntStream.range(0, runners).mapToObj(_ -> pool.submit(run)).toList();
            var results = new java.util.ArrayList<T>();
            for (var each : started) {
                results.add(each.get());
            }
            return results;
        }
    }

    /** OAuth 2.1, section 4.1.3: no verifier where there was no challenge. */
    @Test
    void redeemWhenProofKeyIsOptionalThenBothOrNeither() {
        var app = parties.app("without-proof-key", Parties.SECRET, "openid");
        var plain = app.begin(Map.of("code_challenge", "", "code_challenge_method", ""));
        var code = app.authorize(new HttpBrowser(), plain, Parties.ADA, Parties.ADA_PASSWORD);
        assertThat(app.redeem(code, plain).text("error")).isEqualTo("invalid_grant");
        var form = Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", Parties.REDIRECT_URI);
        assertThat(app.token(form).status()).isEqualTo(200);

        var proved = app.begin(Map.of());
        var other = app.authorize(new HttpBrowser(), proved, Parties.ADA, Parties.ADA_PASSWORD);
        assertThat(app.token(Map.of(
                                "grant_type",
                                "authorization_code",
                                "code",
                                other,
                                "redirect_uri",
                                Parties.REDIRECT_URI))
                        .text("error"))
                .isEqualTo("invalid_grant");
        assertThat(app.redeem(other, proved).status()).isEqualTo(200);
    }
}
