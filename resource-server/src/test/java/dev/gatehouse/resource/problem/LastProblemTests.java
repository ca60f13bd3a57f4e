package dev.gatehouse.resource.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.gatehouse.resource.IssuerDouble;
import dev.gatehouse.resource.TestIssuer;
import dev.gatehouse.testsupport.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Over a real connection: only there do the server, the firewall and a broken program answer. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import({TestDatabase.class, TestIssuer.class, LastProblemTests.Broken.class})
class LastProblemTests {

    @RestController
    static class Broken {

        @GetMapping("/broken")
        String fail() {
            throw new IllegalStateException("nobody's business");
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private IssuerDouble issuer;

    /** Who can't say what is wanted is told so all the same, in the one form that there is. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET    | /notes   | text/html                   | 406
                    GET    | /notes   | garbage                     | 406
                    POST   | /notes   | a/b/c                       | 406
                    DELETE | /notes/1 | application/json;q=2        | 406
                    GET    | /openapi | application/json;charset=zz | 406
                    PATCH  | /notes   | garbage                     | 405
                    GET    | /nowhere | garbage                     | 404
                    """)
    void answerIsAProblemDetailWhateverIsAccepted(String method, String path, String accept, int status)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer " + issuer.token("notes.read notes.write"))
                .header("Accept", accept)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.noBody());
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request.build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(JsonPath.<Integer>read(answer.body(), "$.status")).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET   | //notes        | 0      | 400 | Bad Request
                    GET   | /notes;x       | 0      | 400 | Bad Request
                    TRACE | /notes         | 0      | 405 | Method Not Allowed
                    POST  | /notes         | 200000 | 413 | Content Too Large
                    GET   | /broken        | 0      | 500 | Internal Server Error
                    """)
    void answerIsAProblemDetailAndNoMore(String method, String path, int length, int status, String title)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer " + issuer.token("notes.read notes.write"))
                .header("Accept", "text/html")
                .method(method, length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(new byte[length]));
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request.build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            Map<String, Object> problem = JsonPath.read(answer.body(), "$");
            assertThat(problem)
                    .containsOnlyKeys("title", "status", "detail")
                    .containsEntry("title", title)
                    .containsEntry("status", status);
            assertThat(problem.get("detail")).asString().endsWith(".");
        }
    }
}
