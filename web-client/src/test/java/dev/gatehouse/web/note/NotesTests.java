package dev.gatehouse.web.note;

import static dev.gatehouse.web.ServerDouble.answer;
import static dev.gatehouse.web.ServerDouble.hangUp;
import static dev.gatehouse.web.ServerDouble.json;
import static dev.gatehouse.web.ServerDouble.stall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.web.ServerDouble.Reply;
import dev.gatehouse.web.WebClientTest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Notes are written, shown and deleted, and nothing that was typed is lost on the way. */
class NotesTests extends WebClientTest {

    private static final String ID = "01990000-0000-7000-8000-000000000001";
    private static final String NOTE = """
            {"id": "%s", "title": "Milk", "body": "\\nand eggs", "createdAt": "2026-01-01T00:00:00Z",
             "updatedAt": "2026-01-01T00:00:00Z"}""".formatted(ID);
    private static final String DELETE = "/notes/" + ID + "/delete";
    private static final Map<String, String> TYPED = Map.of("title", "Typed", "body", "with care");

    private final HttpBrowser browser = new HttpBrowser();

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void signInWhenAllIsWell() {
        apiIsWell();
        issuer.answersRefreshes();
        signIn(browser, "ada");
    }

    private void apiIsWell() {
        api.on("GET /notes", notes(NOTE, 0, 1));
        api.on("POST /notes", json(201, NOTE));
        api.on("GET /notes/" + ID, json(200, NOTE));
        api.on("PUT /notes/" + ID, json(200, NOTE));
        api.on("DELETE /notes/" + ID, answer(204, "text/plain", ""));
    }

    private static Reply notes(String notes, int page, int total) {
        return json(200, "{\"notes\": [%s], \"page\": %d, \"size\": 10, \"total\": %d}".formatted(notes, page, total));
    }

    @Test
    void textWhenLinesEndWithTwoCharactersThenTheyCountAsOne() {
        var body = "a\r\n".repeat(10_000);
        var answer = write(Map.of("title", "Long", "body", body));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(lastWritten()).isEqualTo(body.replace("\r", ""));
    }

    @Test
    void textWhenTwentyThousandChineseCharactersThenWritten() {
        assertThat(write(Map.of("title", "长", "body", "笔".repeat(20_000))).statusCode())
                .isEqualTo(303);
        assertThat(lastWritten()).hasSize(20_000);
    }

    @Test
    void textWhenTooLongThenFieldIsNamedInvalid() {
        var form = page(write(Map.of("title", "Long", "body", "笔".repeat(20_001))));

        assertThat(form.expectFirst("#body").attr("aria-invalid")).isEqualTo("true");
        assertThat(form.expectFirst("#" + form.expectFirst("#body").attr("aria-describedby"))
                        .text())
                .contains("20,000");
        assertThat(form.expectFirst("#title").hasAttr("aria-invalid")).isFalse();
        assertThat(form.expectFirst("a[hreflang=de]").attr("href")).isEqualTo("?lang=de");
    }

    /** HTML ignores the first line break of a textarea. */
    @ParameterizedTest
    @ValueSource(strings = {"/notes/" + ID})
    void formWhenNoteBeginsWithEmptyLineThenItIsThere(String path) {
        assertThat(browser.get(at(path)).body()).contains(">\n\nand eggs</textarea>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/notes", "/notes/" + ID})
    void saveWhenApiIsAwayThenFormComesBackWithTheText(String path) {
        var form = form(path);
        api.on("POST /notes", json(503, "{}"));
        api.on("PUT /notes/" + ID, json(503, "{}"));
        api.on("GET /notes", json(503, "{}"));
        var again = send(browser, form, path, TYPED);

        assertThat(again.statusCode()).isEqualTo(503);
        assertTyped(again, "The notes cannot be reached");
        apiIsWell();
        assertThat(send(browser, again, path, TYPED).statusCode()).isEqualTo(303);
    }

    @Test
    void changeWhenNoteWasDeletedMeanwhileThenTextMayBecomeANewOne() {
        var form = form("/notes/" + ID);
        api.on("PUT /notes/" + ID, json(404, "{}"));
        var again = send(browser, form, "/notes/" + ID, TYPED);

        assertThat(again.statusCode()).isEqualTo(404);
        assertTyped(again, "was deleted in the meantime");
        assertThat(page(again).expectFirst("form:has(#title)").attr("action")).isEqualTo("/notes");
        assertThat(send(browser, again, "/notes", TYPED).statusCode()).isEqualTo(303);
    }

    @Test
    void changeWhenNoteWasChangedElsewhereThenToldBeforeItIsReplaced() {
        noteIs("\"1\"");
        var form = form("/notes/" + ID);
        noteIs("\"2\"");
        var again = send(browser, form, "/notes/" + ID, TYPED);

        assertThat(again.statusCode()).isEqualTo(409);
        assertTyped(again, "changed elsewhere since you opened it");
        assertThat(send(browser, again, "/notes/" + ID, TYPED).statusCode()).isEqualTo(303);
    }

    /** The API has another status for who comes at the same moment. */
    @Test
    void changeWhenSomebodyElseWasFasterThenToldBeforeItIsReplaced() {
        var form = form("/notes/" + ID);
        api.on("PUT /notes/" + ID, json(409, "{}"));
        var again = send(browser, form, "/notes/" + ID, TYPED);

        assertThat(again.statusCode()).isEqualTo(409);
        assertTyped(again, "changed elsewhere since you opened it");
        apiIsWell();
        assertThat(send(browser, again, "/notes/" + ID, TYPED).statusCode()).isEqualTo(303);
    }

    static Stream<Reply> notTheNote() {
        return Stream.of(hangUp(), json(500, "{}"), json(429, "{}"));
    }

    @ParameterizedTest
    @MethodSource("notTheNote")
    void changeWhenNoteWasChangedElsewhereAndCannotBeReadThenFormComesBackWithTheText(Reply odd) {
        noteIs("\"1\"");
        var form = form("/notes/" + ID);
        noteIs("\"2\"");
        api.on("GET /notes/" + ID, odd);
        var again = send(browser, form, "/notes/" + ID, TYPED);

        assertThat(again.statusCode()).isEqualTo(409);
        assertTyped(again, "changed elsewhere since you opened it");
        apiIsWell();
        assertThat(send(browser, again, "/notes/" + ID, TYPED).statusCode()).isEqualTo(303);
    }

    @Test
    void changeWhenNoteWasDeletedAtTheSameMomentThenTextMayBecomeANewOne() {
        var form = form("/notes/" + ID);
        api.on("PUT /notes/" + ID, json(409, "{}"));
        api.on("GET /notes/" + ID, json(404, "{}"));
        var again = send(browser, form, "/notes/" + ID, TYPED);

        assertThat(again.statusCode()).isEqualTo(404);
        assertTyped(again, "was deleted in the meantime");
        assertThat(send(browser, again, "/notes", TYPED).statusCode()).isEqualTo(303);
    }

    /** As the API does it (RFC 9110, section 13.1.1). */
    private void noteIs(String tag) {
        api.on("GET /notes/" + ID, answer(200, "application/json", NOTE, "ETag", tag));
        for (var method : List.of("PUT", "DELETE")) {
            api.on(method + " /notes/" + ID, (exchange, request) -> {
                var isThis = tag.equals(exchange.getRequestHeaders().getFirst("If-Match"));
                json(isThis ? 200 : 412, "{}").to(exchange, request);
            });
        }
    }

    @Test
    void saveWhenIssuerIsAwayThenFormComesBackWithTheText() {
        var form = form("/notes");
        accessTokensEnd();
        issuer.on("/token", hangUp());

        assertTyped(send(browser, form, "/notes", TYPED), "The sign-in server does not answer");
    }

    @Test
    void saveWhenTextIsInvalidAndApiAwayThenFormComesBackWithTheText() {
        var form = form("/notes");
        api.on("GET /notes", hangUp());

        var again = send(browser, form, "/notes", Map.of("title", " ", "body", "with care"));
        assertThat(page(again).expectFirst("#body").wholeText().strip()).isEqualTo("with care");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/notes", "/notes/" + ID})
    void saveWhenSessionHasEndedThenTextIsThereAfterTheSignIn(String path) {
        var form = form(path);
        sessionsEnd();
        assertThat(HttpBrowser.location(send(browser, form, path, TYPED)).getPath())
                .startsWith("/oauth2/authorization");

        assertTyped(browser.followToPage(signIn(browser, "ada")), "before you signed in again");
        assertThat(browser.get(at(path)).body()).doesNotContain("with care");
    }

    @Test
    void saveWhenRefreshIsRefusedThenTextIsThereAfterTheSignIn() {
        var form = form("/notes");
        accessTokensEnd();
        assertThat(HttpBrowser.location(send(browser, form, "/notes", TYPED)).getPath())
                .isEqualTo("/signed-out");

        assertTyped(browser.followToPage(signIn(browser, "ada")), "before you signed in again");
    }

    @Test
    void saveWhenSomebodyElseSignsInThenTextIsGone() {
        var form = form("/notes");
        sessionsEnd();
        send(browser, form, "/notes", TYPED);

        assertThat(browser.followToPage(signIn(browser, "grace")).uri()).isEqualTo(at("/"));
        assertThat(browser.get(at("/notes")).body()).doesNotContain("with care");
        signIn(browser, "ada");
        assertThat(browser.get(at("/notes")).body()).doesNotContain("with care");
    }

    /** As after a sign-in in another tab. */
    @Test
    void saveWhenFormIsOutOfDateThenTextIsInTheNewOne() {
        var answer = browser.post(at("/notes/" + ID), "_csrf=old&title=Bread&body=with+care&person=ada");
        assertThat(HttpBrowser.location(answer)).isEqualTo(at("/notes/" + ID));
        assertThat(browser.followToPage(answer).body()).contains("with care");
    }

    @Test
    void saveWhenSignedOutInAnotherTabThenTextIsThereAfterTheSignIn() {
        var form = form("/notes");
        send(browser, form, "/logout", Map.of());

        var answer = send(browser, form, "/notes", TYPED);
        assertThat(HttpBrowser.location(answer)).isEqualTo(at("/notes"));
        assertThat(HttpBrowser.location(browser.get(at("/notes"))).getPath()).startsWith("/oauth2/authorization");
        assertTyped(browser.followToPage(signIn(browser, "ada")), "before you signed in again");
    }

    @Test
    void signOutWhenSignedOutInAnotherTabThenToldSo() {
        var form = form("/notes");
        send(browser, form, "/logout", Map.of());

        assertThat(HttpBrowser.location(send(browser, form, "/logout", Map.of())))
                .isEqualTo(at("/signed-out?reason=here"));
    }

    /** What another site makes a browser send was not typed by anybody here. */
    @ParameterizedTest
    @CsvSource({"/notes/" + ID + ",/notes/" + ID, "/notes/" + ID + "/delete,/notes"})
    void formWhenItComesFromElsewhereThenItIsRefusedWithALinkToThePage(String path, String page) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(at(path))
                            .header("Accept", "text/html")
                            .header("Sec-Fetch-Site", "cross-site")
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("_csrf=old&title=a&body=b&person=ada"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(page(answer).title()).startsWith("This form is out of date");
            assertThat(page(answer).expectFirst("main a").attr("href")).isEqualTo(page);
        }
    }

    /** A double click, where no script runs. */
    @Test
    void saveWhenSentTwiceAtTheSameMomentThenNoFailure() throws Exception {
        var form = form("/notes");
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                var clicks = IntStream.range(0, 2)
                        .mapToObj(_ -> pool.submit(
                                () -> send(browser, form, "/notes", TYPED).statusCode()))
                        .toList();
                for (var click : clicks) {
                    assertThat(click.get()).isEqualTo(303);
                }
                browser.get(at("/notes"));
            }
        }
    }

    static Stream<Reply> oddAnswers() {
        return Stream.of(
                stall(200, 10_000),
                hangUp(),
                answer(200, "text/html", "<p>Hello"),
                answer(200, "application/json", ""),
                json(200, "{}"),
                json(200, "[1]"),
                json(502, ""));
    }

    @ParameterizedTest
    @MethodSource("oddAnswers")
    void listWhenApiAnswersOddlyThenNotesCannotBeReached(Reply odd) {
        api.on("GET /notes", odd);
        var answer = browser.get(at("/notes"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("The notes cannot be reached");
    }

    @Test
    void listWhenPageIsBeyondTheLastThenLeadsToTheLast() {
        api.on("GET /notes", notes("", 99, 21));
        assertThat(browser.get(at("/notes?page=99")).headers().firstValue("Location"))
                .hasValue("/notes?page=2");
        api.on("GET /notes", notes("", 99, 0));
        assertThat(browser.get(at("/notes?page=99")).statusCode()).isEqualTo(200);
    }

    @Test
    void deletionWhenNoteWasChangedElsewhereThenToldBeforeItIsDeleted() {
        noteIs("\"1\"");
        var confirmation = askToDelete();
        noteIs("\"2\"");
        var again = send(browser, confirmation, DELETE, Map.of());

        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(page(again).expectFirst("#deletion [role=alert]").text())
                .contains("changed elsewhere since you were asked");
        assertThat(page(again).select("#deletion ~ .notes h2").text()).isEqualTo("Milk");
        assertThat(send(browser, again, DELETE, Map.of()).statusCode()).isEqualTo(303);
        assertToldOnce("Deleted.");
    }

    @Test
    void deletionWhenNotDoneAndTheLanguageIsChangedThenAskedInIt() {
        var confirmation = askToDelete();
        api.on("DELETE /notes/" + ID, json(412, "{}"));
        var link = page(send(browser, confirmation, DELETE, Map.of())).expectFirst("a[hreflang=de]");

        var german = browser.followToPage(browser.get(at(DELETE + link.attr("href"))));
        assertThat(page(german).expectFirst("#deletion h2").text()).contains("Löschung von „Milk“");
    }

    /** As at a double click, where no script runs. */
    @Test
    void deletionWhenDeletedAtTheSameMomentThenToldSo() {
        var confirmation = askToDelete();
        api.on("DELETE /notes/" + ID, json(409, "{}"));
        api.on("GET /notes/" + ID, json(404, "{}"));

        assertThat(send(browser, confirmation, DELETE, Map.of()).statusCode()).isEqualTo(303);
        assertToldOnce("Deleted.");
    }

    @Test
    void deletionWhenNoteHasGoneThenNothingIsAskedAndTheListIsThere() {
        var asked = deleteWithAnOldSignIn();
        api.on("GET /notes/" + ID, json(404, "{}"));

        assertNothingIsAsked(browser.followToPage(finish(browser, asked, "ada")));
        assertNothingIsAsked(form("/notes?delete=" + ID));
    }

    private static void assertNothingIsAsked(HttpResponse<String> list) {
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(page(list).select("#deletion")).isEmpty();
        assertThat(page(list).select("ul.notes h2").text()).isEqualTo("Milk");
    }

    @Test
    void deletionWhenAskedForThenConfirmedFirstAndToldOnce() {
        var before = deletions();
        var confirmation = askToDelete();
        assertThat(page(confirmation).expectFirst("#deletion").text()).contains("confirm the deletion of “Milk”");
        assertThat(page(confirmation).expectFirst("#deletion a").attr("href")).isEqualTo("/notes?page=0");
        assertThat(deletions()).isEqualTo(before);

        assertThat(send(browser, confirmation, DELETE, Map.of()).statusCode()).isEqualTo(303);
        assertThat(deletions()).isEqualTo(before + 1);
        assertToldOnce("Deleted.");
    }

    @Test
    void saveWhenDoneThenToldOnce() {
        write(TYPED);
        assertToldOnce("Saved.");
        send(browser, form("/notes/" + ID), "/notes/" + ID, TYPED);
        assertToldOnce("Saved.");
    }

    @Test
    void deletionWhenSignInWasTooOldThenAskedToConfirmAfterwards() {
        var asked = deleteWithAnOldSignIn();

        var confirmation = browser.followToPage(finish(browser, asked, "ada"));
        assertThat(confirmation.uri()).isEqualTo(at("/notes"));
        assertThat(page(confirmation).expectFirst("#deletion").text()).contains("confirm the deletion of “Milk”");
        apiIsWell();
        send(browser, confirmation, DELETE, Map.of());
        assertThat(api.requests("/notes/" + ID))
                .last()
                .satisfies(last -> assertThat(last.method()).isEqualTo("DELETE"));
    }

    @Test
    void deletionWhenTheSignInForItIsCancelledThenForgotten() {
        var asked = deleteWithAnOldSignIn();

        var after = browser.followToPage(browser.get(cancelled(asked)));
        assertThat(after.uri()).isEqualTo(at("/notes"));
        assertThat(page(after).select("#deletion")).isEmpty();
        assertThat(after.body()).contains("Milk");
    }

    /** Who is not signed in would only be sent to the sign-in that was cancelled. */
    @Test
    void deletionWhenItsSessionHasEndedAndTheSignInIsCancelledThenToldSo() {
        var confirmation = askToDelete();
        sessionsEnd();
        var asked = begin(
                browser,
                HttpBrowser.location(send(browser, confirmation, DELETE, Map.of("person", "ada")))
                        .getPath());

        assertThat(browser.followToPage(browser.get(cancelled(asked))).uri())
                .isEqualTo(at("/signed-out?reason=cancelled"));
    }

    private Map<String, String> deleteWithAnOldSignIn() {
        var confirmation = askToDelete();
        api.on(
                "DELETE /notes/" + ID,
                answer(
                        401,
                        "application/json",
                        "{}",
                        "WWW-Authenticate",
                        "Bearer error=\"insufficient_user_authentication\", max_age=\"600\""));
        var refused = HttpBrowser.location(send(browser, confirmation, DELETE, Map.of()));
        assertThat(refused)
                .hasToString(at("/oauth2/authorization/gatehouse?max_age=600").toString());
        var asked = begin(browser, refused.getPath() + "?" + refused.getQuery());
        assertThat(asked).containsEntry("max_age", "600");
        return asked;
    }

    /** Follows the link of the list. */
    private HttpResponse<String> askToDelete() {
        var link = page(form("/notes")).expectFirst("a.bad").attr("href");
        return form(link.replace("#deletion", ""));
    }

    private long deletions() {
        return api.requests("/notes/" + ID).stream()
                .filter(request -> request.method().equals("DELETE"))
                .count();
    }

    private void assertToldOnce(String sentence) {
        assertThat(page(form("/notes")).expectFirst("[role=status]").text()).isEqualTo(sentence);
        assertThat(page(form("/notes")).select("[role=status]")).isEmpty();
    }

    @Test
    void listWhenScopeWasNotAllowedThenOffersToDecideAgain() {
        api.on("GET /notes", withoutScope("notes.read"));
        var answer = browser.get(at("/notes"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(page(answer).expectFirst("h1").text())
                .isEqualTo("You did not allow this application to read your notes");
        var asked = begin(browser, page(answer).expectFirst("main a").attr("href"));
        assertThat(asked).containsEntry("prompt", "consent");
        assertThat(HttpBrowser.location(finish(browser, asked, "ada")).getPath())
                .isEqualTo("/notes");
    }

    @Test
    void saveWhenScopeWasNotAllowedThenTextIsThereAfterwards() {
        api.on("POST /notes", withoutScope("notes.write"));
        var answer = write(TYPED);

        assertThat(page(answer).expectFirst("h1").text())
                .isEqualTo("You did not allow this application to change your notes");
        assertTyped(browser.followToPage(signIn(browser, "ada")), "before you signed in again");
    }

    private static Reply withoutScope(String scope) {
        return answer(
                403,
                "application/json",
                "{}",
                "WWW-Authenticate",
                "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
    }

    private HttpResponse<String> form(String path) {
        return browser.get(at(path));
    }

    private HttpResponse<String> write(Map<String, String> text) {
        return send(browser, form("/notes"), "/notes", text);
    }

    private String lastWritten() {
        var posts = api.requests("/notes").stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
        return new JsonMapper().readTree(posts.getLast().body()).get("body").asString();
    }

    private static void assertTyped(HttpResponse<String> form, String sentence) {
        var page = page(form);
        assertThat(page.expectFirst("#title").val()).isEqualTo("Typed");
        assertThat(page.expectFirst("#body").wholeText().strip()).isEqualTo("with care");
        assertThat(page.text()).contains(sentence);
    }

    /** All sessions, as after a night. */
    private void sessionsEnd() {
        jdbc.sql("delete from spring_session").update();
    }

    /** The API takes the present one no more, so another is needed. */
    private void accessTokensEnd() {
        api.on("POST /notes", json(401, "{}"));
    }
}
