package dev.gatehouse.web.token;

import static dev.gatehouse.web.ServerDouble.answer;
import static dev.gatehouse.web.ServerDouble.hangUp;
import static dev.gatehouse.web.ServerDouble.json;
import static dev.gatehouse.web.ServerDouble.stall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.web.ServerDouble.Reply;
import dev.gatehouse.web.WebClientTest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the visitor sees of the tokens, and what becomes of an altered one. */
class TokenPageTests extends WebClientTest {

    private final HttpBrowser browser = new HttpBrowser();

    @BeforeEach
    void signIn() {
        signIn(browser, "ada");
    }

    @Test
    void pageChecksTheSignatures() {
        assertThat(page(browser.get(at("/token"))).select(".pill").eachText())
                .containsExactly("signature checked: genuine", "signature checked: genuine");
    }

    @Test
    void pageTellsTheTimeToWhoRunsNoScripts() {
        assertThat(page(browser.get(at("/token"))).select(".clock").eachText())
                .hasSize(2)
                .allMatch(time -> time.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC"));
    }

    @Test
    void trialWhenNothingIsChangedThenGenuineTokenIsSent() {
        var token = browser.get(at("/token"));
        var sent = trial(token, page(token).expectFirst("#payload").wholeText().replace("\n", "\r\n"));

        assertThat(sent.body()).contains("The API took it");
        assertThat(trial(token, "{}").body()).contains("The API refused");
    }

    static Stream<Reply> oddAnswers() {
        return Stream.of(stall(500, 10_000), hangUp());
    }

    @ParameterizedTest
    @MethodSource("oddAnswers")
    void trialWhenApiAnswersOddlyThenToldSo(Reply odd) {
        var token = browser.get(at("/token"));
        api.on("GET /notes", odd);

        var answer = send(browser, token, "/token#trial", Map.of("payload", "{}"));
        assertThat(answer.body()).contains("The API did not answer");
        assertThat(page(answer).expectFirst("a[hreflang=de]").attr("href")).isEqualTo("?lang=de");
    }

    /** The API takes the genuine token only. */
    private HttpResponse<String> trial(HttpResponse<String> page, String payload) {
        var genuine = page(page).expectFirst("#access-token .token").text();
        api.on("GET /notes", (exchange, request) -> {
            var given = exchange.getRequestHeaders().getFirst("Authorization");
            (("Bearer " + genuine).equals(given) ? json(200, "{}") : answer(401, "application/json", "{}"))
                    .to(exchange, request);
        });
        return send(browser, page, "/token#trial", Map.of("payload", payload));
    }
}
