package dev.gatehouse.auth.client.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** RFC 6749, sections 2.3 and 5.2. */
@AuthServerTest
class ClientAuthenticationTests {

    private static final String GRANT = "grant_type=client_credentials&scope=notes.read";

    @Autowired
    private Parties parties;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void tokenWhenSecretIsRightThenIssued() throws Exception {
        assertThat(post(basic("machine", Parties.SECRET), GRANT).statusCode()).isEqualTo(200);
        assertThat(post(basic("human-secret", "chosen+by+a+human"), GRANT).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    no client at all        | -                | grant_type=client_credentials | 401 | invalid_client
                    wrong secret            | machine:wrong    | grant_type=client_credentials | 401 | invalid_client
                    unknown client          | nobody:x         | grant_type=client_credentials | 401 | invalid_client
                    confidential as public  | -                | grant_type=client_credentials&client_id=machine | 401 | invalid_client
                    public with a secret    | public:x         | grant_type=client_credentials | 401 | invalid_client
                    method not registered   | -                | grant_type=client_credentials&client_id=machine&client_secret=Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6G | 401 | invalid_client
                    header and body         | machine:Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6G | grant_type=client_credentials&client_secret=wrong | 400 | invalid_request
                    two different clients   | machine:Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6G | grant_type=client_credentials&client_id=other | 400 | invalid_request
                    client_id twice         | -                | grant_type=client_credentials&client_id=a&client_id=b | 400 | invalid_request
                    header without a colon  | machine          | grant_type=client_credentials | 400 | invalid_request
                    unknown grant           | machine:Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6G | grant_type=password&username=a&password=b | 400 | unsupported_grant_type
                    no grant                | machine:Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6G | scope=notes.read | 400 | invalid_request
                    grant not registered    | other:Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6G | grant_type=client_credentials | 400 | unauthorized_client
                    scope not registered    | machine:Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6G | grant_type=client_credentials&scope=notes.write | 400 | invalid_scope
                    NUL                     | machine:Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6G | grant_type=client_credentials&scope=%00 | 400 | invalid_request
                    """)
    void tokenWhenRequestIsBadThenTheRightError(String name, String credentials, String form, int status, String error)
            throws Exception {
        var header =
                credentials.equals("-") ? null : "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes());
        var response = post(header, form);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("\"error\":\"" + error + "\"").doesNotContain("Exception");
        assertThat(response.headers().firstValue("WWW-Authenticate").isPresent())
                .isEqualTo(status == 401);
    }

    @Test
    void tokenWhenMethodIsNotPostThenNotAllowed() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(parties.issuer() + "/oauth2/token"))
                .build();
        var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("POST");
    }

    @Test
    void tokenWhenParametersAreTooManyThenRefusedAtOnce() throws Exception {
        assertThat(post(null, "a=1&".repeat(20_000)).statusCode()).isIn(400, 413);
    }

    @Test
    void secretsAreStoredAsDigestsAndNeverAsTheyAre() {
        assertThat(stored("machine")).startsWith("{sha256}").doesNotContain(Parties.SECRET);
        assertThat(stored("human-secret")).startsWith("{bcrypt}");
        // What is signed with a secret can only be checked with the secret: that one is sealed.
        assertThat(stored("signs-with-secret")).startsWith("{sealed}").doesNotContain(Parties.SECRET);
    }

    private String stored(String clientId) {
        return jdbc.sql("""
                        select encoded from client_secret s join client c on c.id = s.client_id
                        where c.client_id = ?""").param(clientId).query(String.class).single();
    }

    private HttpResponse<String> post(String authorization, String form) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(parties.issuer() + "/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes());
    }

    @Test
    void aNameOfBlanksIsNobody() throws Exception {
        for (var name : List.of("%20", "%09", "%E3%80%80")) {
            for (var path : List.of("token", "par", "introspect", "revoke", "device_authorization")) {
                var request = HttpRequest.newBuilder(URI.create(parties.issuer() + "/oauth2/" + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "client_id=" + name + "&grant_type=client_credentials&token=x"));
                var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(401);
                assertThat(answer.body()).contains("invalid_client");
            }
        }
    }

    @Test
    void twoAuthorizationHeadersAreOneTooMany() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(parties.issuer() + "/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", "Basic eDp5")
                .header("Authorization", "Basic eDp6")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"));
        var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_request", "more than one Authorization header");
    }
}
