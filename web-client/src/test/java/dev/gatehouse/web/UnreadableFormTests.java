package dev.gatehouse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testsupport.HttpBrowser;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A form that nobody could read is refused in our own words, and fills no log. */
@ExtendWith(OutputCaptureExtension.class)
class UnreadableFormTests extends WebClientTest {

    private static final String LARGE = "title=" + "x".repeat(300_000);
    private static final String MANY = "a=1&".repeat(101);

    private final HttpBrowser browser = new HttpBrowser();

    @ParameterizedTest
    @CsvSource({"/notes,large", "/notes?lang=de,large", "/logout,many"})
    void formWhenUnreadableThenOwnPageAndQuietLog(String path, String what, CapturedOutput output) {
        var before = output.getAll().length();
        var answer = browser.post(at(path), what.equals("large") ? LARGE : MANY);

        assertThat(answer.statusCode()).isIn(400, 413);
        assertThat(page(answer).title()).endsWith("Gatehouse");
        assertThat(answer.body()).contains("malformed, too many or too large");
        assertThat(answer.headers().map())
                .containsKeys(
                        "content-security-policy", "referrer-policy", "x-content-type-options", "x-frame-options");
        assertThat(output.getAll().substring(before)).isEmpty();
    }

    @Test
    void formWhenUnreadableAndNoPageIsWantedThenProblem() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(at("/notes"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(LARGE))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).isIn(400, 413);
            assertThat(answer.body()).contains("\"error\":\"invalid_request\"");
        }
    }
}
