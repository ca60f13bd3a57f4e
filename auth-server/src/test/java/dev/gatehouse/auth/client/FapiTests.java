package dev.gatehouse.auth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.SigningClient;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** FAPI 2.0 Security Profile, section 5.3.2: one switch, and all of its rules apply to the client. */
@AuthServerTest
class FapiTests {

    @Autowired
    private Parties parties;

    private SigningClient client;
    private ThirdPartyApp app;

    @BeforeEach
    void know() {
        client = new SigningClient("fapi", parties.issuer());
        app = parties.app("fapi", null, "openid notes.read")
                .proving(client::credentials)
                .holding(client.proofKey());
    }

    @Test
    void signInAndRefreshWithAllThatIsDemanded() {
        var flow = app.push(Map.of());
        var tokens = app.redeem(app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD), flow);

        assertThat(tokens.text("token_type")).isEqualTo("DPoP");
        assertThat(ThirdPartyApp.header(tokens.text("id_token")).get("alg").asString())
                .isEqualTo("ES256");
        var refreshed = app.refresh(tokens.text("refresh_token"));
        assertThat(refreshed.text("token_type")).isEqualTo("DPoP");
        // Section 5.3.2.1, note on rotation: the client and the key guard the token.
        assertThat(refreshed.text("refresh_token")).isEqualTo(tokens.text("refresh_token"));
    }

    @Test
    void authorizeWhenNotPushedThenRefused() {
        var answer = new HttpBrowser().get(app.begin(Map.of()).address());

        assertThat(ThirdPartyApp.queryOf(HttpBrowser.location(answer))).containsEntry("error", "invalid_request");
    }

    @Test
    void tokenWithoutProofThenRefused() {
        var flow = app.push(Map.of());
        var code = app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD);
        var bearer = parties.app("fapi", null, "openid").proving(client::credentials);

        assertThat(bearer.redeem(code, flow).text("error")).isEqualTo("invalid_request");
        assertThat(app.redeem(code, flow).status()).isEqualTo(200);
    }

    @Test
    void codeIsBoundToTheKeyOfThePushedRequest() {
        var flow = app.push(Map.of());
        var code = app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD);
        var thief = app.holding(
                new SigningClient("fapi", parties.issuer()).withNewKey().proofKey());

        assertThat(thief.redeem(code, flow).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void pushWhenAssertionIsNotForTheIssuerAloneThenInvalidClient() {
        for (var audience : List.of(
                List.of(parties.issuer(), "https://other.example.org"),
                List.of(parties.issuer() + "/oauth2/token"),
                List.of(parties.issuer() + "/oauth2/par"))) {
            var assertion = client.assertion(claims -> claims.audience(audience));
            var pushing = app.proving(() -> client.credentials(assertion));

            assertThat(pushing.post(
                                    "pushed_authorization_request_endpoint",
                                    app.parameters(app.begin(Map.of()), Map.of()))
                            .text("error"))
                    .isEqualTo("invalid_client");
        }
    }
}
