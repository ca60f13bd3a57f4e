package dev.gatehouse.auth.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What is no JWT, though it looks like one, wherever one is taken from a stranger. */
@AuthServerTest
class MalformedJwtTests {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    private Parties parties;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{}",
                "{\"alg\":null}",
                "{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\","
                        + "\"jwk\":{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"oth\":[{}]}}"
            })
    void isRefusedLikeAnyOtherThatIsNotGood(String header) throws Exception {
        var jwt = part(header) + "." + part("{}") + "." + part("signature");
        assertThat(post(
                        "token_endpoint",
                        "",
                        "grant_type=client_credentials&client_assertion_type="
                                + "urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=" + jwt))
                .isEqualTo(401);
        assertThat(post(
                        "token_endpoint",
                        "service",
                        "grant_type=urn:ietf:params:oauth:grant-type:token-exchange"
                                + "&subject_token_type=urn:ietf:params:oauth:token-type:access_token&subject_token="
                                + jwt))
                .isEqualTo(400);
        assertThat(post(
                        "token_endpoint",
                        "partner",
                        "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=" + jwt))
                .isEqualTo(400);
        assertThat(post("introspection_endpoint", "machine", "token=" + jwt)).isEqualTo(200);
        assertThat(post("revocation_endpoint", "machine", "token=" + jwt)).isEqualTo(200);
        assertThat(status(HttpRequest.newBuilder(endpoint("token_endpoint"))
                        .header("DPoP", jwt)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "grant_type=refresh_token&client_id=public&refresh_token=x"))))
                .isEqualTo(400);
        assertThat(status(
                        HttpRequest.newBuilder(endpoint("userinfo_endpoint")).header("Authorization", "Bearer " + jwt)))
                .isEqualTo(401);
        assertThat(status(HttpRequest.newBuilder(endpoint("userinfo_endpoint"))
                        .header("Authorization", "DPoP " + jwt)
                        .header("DPoP", jwt)))
                .isEqualTo(401);
        assertThat(status(HttpRequest.newBuilder(
                        URI.create(endpoint("authorization_endpoint") + "?client_id=signs&request=" + jwt))))
                .isEqualTo(400);
        assertThat(status(
                        HttpRequest.newBuilder(URI.create(endpoint("end_session_endpoint") + "?id_token_hint=" + jwt))))
                .isLessThan(500);
    }

    private URI endpoint(String name) {
        return parties.publicApp().endpoint(name);
    }

    private int post(String endpoint, String client, String form) throws Exception {
        var request = HttpRequest.newBuilder(endpoint(endpoint))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (!client.isEmpty()) {
            var basic = (client + ":" + Parties.SECRET).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(basic));
        }
        return status(request);
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String part(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
