package dev.gatehouse.auth.client.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** RFC 7591, section 3. */
@AuthServerTest
@TestPropertySource(
        properties = {
            "gatehouse.registration.mode=token",
            "gatehouse.registration.grant-types=authorization_code,client_credentials",
            "gatehouse.registration.initial-access-tokens=" + InitialAccessTokenTests.TOKEN
        })
class InitialAccessTokenTests {

    static final String TOKEN = "Qm5w8Zr2Lk7Vt1Xc4Nj9Ub6Hs3Dg0Fp5";

    @Autowired
    private Parties parties;

    private int register(@Nullable String token) throws Exception {
        return register(token, "{\"redirect_uris\":[\"https://app.example.org/callback\"]}");
    }

    private int register(@Nullable String token, String client) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(parties.issuer() + "/connect/register"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(client));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void clientRegistersWithTheTokenAsOftenAsItLikesAndNotWithout() throws Exception {
        assertThat(register(TOKEN)).isEqualTo(201);
        assertThat(register(TOKEN)).isEqualTo(201);
        assertThat(register(null)).isEqualTo(401);
        assertThat(register("wrong")).isEqualTo(401);
    }

    /** RFC 6749, section 4.4. */
    @Test
    void whoProvesNothingGetsNoTokensForItself() throws Exception {
        var client = "{\"grant_types\":[\"client_credentials\"],\"token_endpoint_auth_method\":\"%s\"}";
        assertThat(register(TOKEN, client.formatted("none"))).isEqualTo(400);
        assertThat(register(TOKEN, client.formatted("client_secret_basic"))).isEqualTo(201);
    }
}
