package dev.gatehouse.auth.client.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.SigningClient;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** RFC 7523, sections 2.2 and 3; OpenID Connect Core, section 9. */
@AuthServerTest
class ClientAssertionTests {

    @Autowired
    private Parties parties;

    private SigningClient client;
    private ThirdPartyApp app;

    @BeforeEach
    void know() {
        client = new SigningClient("signs", parties.issuer());
        app = parties.app("signs", null, "notes.read");
    }

    private ThirdPartyApp.Answer present(String assertion) {
        return app.proving(() -> client.credentials(assertion)).clientCredentials();
    }

    @Test
    void tokenWhenAssertionIsSignedThenIssuedWithoutClientId() {
        var answer = present(client.assertion(claims -> {}));

        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(ThirdPartyApp.claims(answer.text("access_token")).get("sub").asString())
                .isEqualTo("signs");
    }

    @Test
    void tokenWhenAudienceIsTheEndpointOrOneOfSeveralThenIssued() {
        assertThat(present(client.assertion(claims -> claims.audience(parties.issuer() + "/oauth2/token")))
                        .status())
                .isEqualTo(200);
        assertThat(present(client.assertion(
                                claims -> claims.audience(List.of("https://other.example.org", parties.issuer()))))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tokenWhenAssertionComesTwiceThenTheSecondIsRefused() {
        var assertion = client.assertion(claims -> {});

        assertThat(present(assertion).status()).isEqualTo(200);
        assertRefused(present(assertion));
    }

    static Stream<Arguments> spoiled() {
        return Stream.<Map.Entry<String, Consumer<JWTClaimsSet.Builder>>>of(
                        Map.entry("for another server", claims -> claims.audience("https://other.example.org")),
                        Map.entry("for nobody", claims -> claims.audience((String) null)),
                        Map.entry("of another issuer", claims -> claims.issuer("other")),
                        Map.entry("without id", claims -> claims.jwtID(null)),
                        Map.entry("without end", claims -> claims.expirationTime(null)),
                        Map.entry("expired", claims -> claims.expirationTime(in(-120))),
                        Map.entry("for a day", claims -> claims.expirationTime(in(86_400))),
                        Map.entry("of the future", claims -> claims.notBeforeTime(in(600))),
                        Map.entry("issued in the future", claims -> claims.issueTime(in(600))))
                .map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoiled")
    void tokenWhenAssertionIsSpoiledThenInvalidClient(String how, Consumer<JWTClaimsSet.Builder> spoil) {
        assertRefused(present(client.assertion(spoil)));
    }

    @Test
    void tokenWhenAnotherKeySignedThenInvalidClient() throws Exception {
        var stranger = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        var jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build(), claims("signs"));
        jwt.sign(new ECDSASigner(stranger));

        assertRefused(present(jwt.serialize()));
        assertRefused(present(new PlainJWT(claims("signs")).serialize()));
        assertRefused(present("garbage"));
    }

    /** RFC 8725, section 3.11. */
    @Test
    void tokenWhenJwtWasSignedForSomethingElseThenInvalidClient() throws Exception {
        for (var type : List.of("oauth-authz-req+jwt", "dpop+jwt", "at+jwt")) {
            assertRefused(signedWith(Parties.SECRET, "signs-with-secret", type));
        }
        assertThat(signedWith(Parties.SECRET, "signs-with-secret", "client-authentication+jwt")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tokenWhenSecretIsInTheAddressThenRefusedHoweverItIsWritten() throws Exception {
        for (var name : List.of("client_secret", "client%5Fsecret", "%63lient_secret")) {
            var request = HttpRequest.newBuilder(URI.create(parties.issuer() + "/oauth2/token?" + name + "=x"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id=machine"));
            var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(name).isEqualTo(400);
            assertThat(answer.body()).contains("invalid_request");
        }
    }

    @Test
    void tokenWhenClientIdNamesAnotherThenInvalidClient() {
        var fields = new HashMap<>(client.credentials());
        fields.put("client_id", "machine");

        assertRefused(app.proving(() -> fields).clientCredentials());
    }

    @Test
    void tokenWhenSecretIsGivenTooThenInvalidRequest() {
        var fields = new HashMap<>(client.credentials());
        fields.put("client_secret", "x");

        assertThat(app.proving(() -> fields).clientCredentials().text("error")).isEqualTo("invalid_request");
    }

    @Test
    void tokenWhenSignedWithSecretThenIssuedAndOtherwiseRefused() throws Exception {
        assertThat(signedWith(Parties.SECRET, "signs-with-secret").status()).isEqualTo(200);
        assertRefused(signedWith("another secret of more than 32 bytes", "signs-with-secret"));
        // The stored form of a secret is not a secret to sign with.
        assertRefused(signedWith(Parties.SECRET, "machine"));
    }

    private ThirdPartyApp.Answer signedWith(String secret, String clientId) throws Exception {
        return signedWith(secret, clientId, "JWT");
    }

    private ThirdPartyApp.Answer signedWith(String secret, String clientId, String type) throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType(type));
        var jwt = new SignedJWT(header.build(), claims(clientId));
        jwt.sign(new MACSigner(secret));
        return parties.app(clientId, null, "notes.read")
                .proving(() -> client.credentials(jwt.serialize()))
                .clientCredentials();
    }

    private JWTClaimsSet claims(String clientId) {
        return new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(parties.issuer())
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(in(60))
                .build();
    }

    private static void assertRefused(ThirdPartyApp.Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("invalid_client");
    }
}
