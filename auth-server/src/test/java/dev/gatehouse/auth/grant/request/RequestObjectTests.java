package dev.gatehouse.auth.grant.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.SigningClient;
import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** RFC 9101; OpenID Connect Core, section 6. */
@AuthServerTest
class RequestObjectTests {

    @Autowired
    private Parties parties;

    private SigningClient client;
    private ThirdPartyApp app;
    private ThirdPartyApp.Flow flow;

    @BeforeEach
    void know() {
        client = new SigningClient("signs", parties.issuer());
        app = parties.app("signs", null, "openid").proving(client::credentials);
        flow = app.begin(Map.of());
    }

    private URI address(String object) {
        return URI.create(app.endpoint("authorization_endpoint") + "?client_id=signs&redirect_uri="
                + URLEncoder.encode(Parties.REDIRECT_URI, StandardCharsets.UTF_8) + "&request=" + object);
    }

    @Test
    void signInWithASignedRequestThenWhatIsSignedCountsAlone() {
        var object = client.requestObject(app.parameters(flow, Map.of()), claims -> {});
        var signed = flow.at(URI.create(address(object) + "&state=forged&scope=openid+email"));
        var tokens = app.redeem(app.authorize(new HttpBrowser(), signed, Parties.ADA, Parties.ADA_PASSWORD), flow);

        assertThat(tokens.status()).isEqualTo(200);
        assertThat(ThirdPartyApp.claims(tokens.text("access_token"))
                        .get("scope")
                        .asString())
                .isEqualTo("openid");
    }

    @Test
    void pushASignedRequestThenItCounts() {
        var object = client.requestObject(app.parameters(flow, Map.of()), claims -> {});
        var pushed = app.post("pushed_authorization_request_endpoint", Map.of("request", object));
        var signed = flow.at(app.withRequestUri(pushed.text("request_uri")));

        assertThat(app.authorize(new HttpBrowser(), signed, Parties.ADA, Parties.ADA_PASSWORD))
                .isNotEmpty();
    }

    static Stream<Arguments> spoiled() {
        return Stream.<Map.Entry<String, Consumer<JWTClaimsSet.Builder>>>of(
                        Map.entry("for another server", claims -> claims.audience("https://other.example.org")),
                        Map.entry("by another client", claims -> claims.issuer("other")),
                        Map.entry("naming another client", claims -> claims.claim("client_id", "other")),
                        Map.entry("expired", claims -> claims.expirationTime(in(-120))),
                        Map.entry("of the future", claims -> claims.notBeforeTime(in(600))),
                        Map.entry("with another inside", claims -> claims.claim("request", "x")),
                        Map.entry(
                                "alive for days",
                                claims -> claims.notBeforeTime(in(-3_500)).expirationTime(in(3_500))),
                        Map.entry("with two prompts", claims -> claims.claim("prompt", List.of("login", "none"))),
                        Map.entry("with two modes", claims -> claims.claim("response_mode", List.of("query", "jwt"))),
                        Map.entry("with NUL", claims -> claims.claim("state", "a\0b")))
                .map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoiled")
    void requestWhenSpoiledThenInvalidRequestObject(String how, Consumer<JWTClaimsSet.Builder> spoil) {
        var object = client.requestObject(app.parameters(flow, Map.of()), spoil);

        assertRefused(object, "invalid_request_object");
        assertThat(app.post("pushed_authorization_request_endpoint", Map.of("request", object))
                        .text("error"))
                .isEqualTo("invalid_request_object");
    }

    @Test
    void requestWhenNotSignedThenRefused() {
        var claims = new JWTClaimsSet.Builder().claim("client_id", "signs").build();

        assertRefused(new PlainJWT(claims).serialize(), "invalid_request_object");
        assertRefused("garbage", "invalid_request_object");
    }

    @Test
    void requestWhenClientHasNoKeysThenNotSupported() {
        var keyless = parties.confidential();
        var answer = new HttpBrowser()
                .get(keyless.begin(Map.of("request", "eyJhbGciOiJub25lIn0.e30."))
                        .address());

        assertThat(ThirdPartyApp.queryOf(HttpBrowser.location(answer))).containsEntry("error", "request_not_supported");
    }

    private void assertRefused(String object, String error) {
        var answer = new HttpBrowser().get(address(object));
        assertThat(ThirdPartyApp.queryOf(HttpBrowser.location(answer)))
                .containsEntry("error", error)
                .containsEntry("iss", parties.issuer());
    }
}
