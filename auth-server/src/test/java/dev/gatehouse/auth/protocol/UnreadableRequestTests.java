package dev.gatehouse.auth.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** Requests that do not get to the program, or come with a method that is another one without a body. */
@AuthServerTest
class UnreadableRequestTests {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    private Parties parties;

    @Test
    void whatTheServerCanNotReadIsAnsweredWithAProblemDetail() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(parties.issuer() + "/a%2fb"));
        var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        var problem = new JsonMapper().readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(400);
        assertThat(problem.get("detail").asString()).isEqualTo("The request can not be read.");
    }

    @Test
    void whoLooksForAPageGetsABareOne() throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(parties.issuer() + "/a%2fb")).header("Accept", "text/html");
        var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("<html").doesNotContain("Tomcat");
    }

    /** RFC 9110, section 9.3.2. */
    @Test
    void headOfUserInfoIsThatOfGet() throws Exception {
        var app = parties.confidential();
        var token = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("access_token");
        var address = app.endpoint("userinfo_endpoint");
        for (var status : Map.of("Bearer " + token, 200, "Bearer x", 401).entrySet()) {
            var request = HttpRequest.newBuilder(address)
                    .header("Authorization", status.getKey())
                    .HEAD();
            assertThat(HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(status.getValue());
        }
    }
}
