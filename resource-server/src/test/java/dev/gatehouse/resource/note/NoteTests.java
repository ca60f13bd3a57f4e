package dev.gatehouse.resource.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import dev.gatehouse.resource.IssuerDouble;
import dev.gatehouse.resource.ResourceServerTest;
import java.io.UnsupportedEncodingException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

@ResourceServerTest
class NoteTests {

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private IssuerDouble issuer;

    @Autowired
    private DataSource database;

    private String person(String subject) {
        return issuer.token(claims -> claims.subject(subject));
    }

    private String client(String id) {
        return issuer.token(claims -> claims.subject(id).claim("client_id", id));
    }

    @Test
    void whoWouldWaitTooLongForALockIsToldToComeAgain() throws Exception {
        var token = person(UUID.randomUUID().toString());
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table note in access exclusive mode");
            var answer = send(HttpMethod.POST, "/notes", token, "{\"title\":\"Milk\",\"body\":\"\"}");
            connection.rollback();

            assertThat(answer).hasStatus(HttpStatus.SERVICE_UNAVAILABLE).hasHeader(HttpHeaders.RETRY_AFTER, "5");
        }
    }

    @Test
    void whoseConnectionBreaksWithinATransactionIsToldToComeAgain() throws Exception {
        var token = person(UUID.randomUUID().toString());
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var pool = Executors.newSingleThreadExecutor()) {
            connection.setAutoCommit(false);
            statement.execute("lock table note in access exclusive mode");
            var answer =
                    pool.submit(() -> send(HttpMethod.POST, "/notes", token, "{\"title\":\"Milk\",\"body\":\"\"}"));
            await().atMost(Duration.ofSeconds(1))
                    .until(() -> statement
                            .executeQuery("select pg_terminate_backend(pid) from pg_stat_activity"
                                    + " where datname = current_database() and wait_event_type = 'Lock'")
                            .next());
            connection.rollback();

            assertThat(answer.get()).hasStatus(HttpStatus.SERVICE_UNAVAILABLE).hasHeader(HttpHeaders.RETRY_AFTER, "5");
        }
    }

    /** A standby, or a managed database that is full. */
    @Test
    void whoWritesWhereNobodyMayIsToldToComeAgain() {
        var problems = new StorageProblems();
        var readOnly = new UncategorizedSQLException("writing", "insert", new SQLException("read-only", "25006"));
        var other = new UncategorizedSQLException("writing", "insert", new SQLException("odd", "22P02"));

        assertThat(problems.perhapsAway(readOnly).getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThatThrownBy(() -> problems.perhapsAway(other)).isSameAs(other);
    }

    @Test
    void noteIsWrittenReadChangedAndDeleted() throws Exception {
        var token = person(UUID.randomUUID().toString());
        var created = send(HttpMethod.POST, "/notes", token, "{\"title\":\"Milk\",\"body\":\"and eggs\"}");
        assertThat(created).hasStatus(HttpStatus.CREATED);
        var address = created.getResponse().getHeader(HttpHeaders.LOCATION);

        assertThat(send(HttpMethod.GET, address, token, ""))
                .bodyJson()
                .extractingPath("$.title")
                .isEqualTo("Milk");
        assertThat(send(HttpMethod.PUT, address, token, "{\"title\":\"Bread\",\"body\":\"\"}"))
                .hasStatusOk();
        assertThat(send(HttpMethod.GET, address, token, ""))
                .bodyJson()
                .extractingPath("$.title")
                .isEqualTo("Bread");
        assertThat(send(HttpMethod.DELETE, address, token, "")).hasStatus(HttpStatus.NO_CONTENT);
        assertThat(send(HttpMethod.GET, address, token, "")).hasStatus(HttpStatus.NOT_FOUND);
    }

    /** RFC 9110, section 13.1: who says what was read changes nothing else. */
    @Test
    void whatWasChangedSinceItWasReadIsLeftAsItIs() throws Exception {
        var token = person(UUID.randomUUID().toString());
        var address = written(token);
        var read = send(HttpMethod.GET, address, token, "").getResponse().getHeader(HttpHeaders.ETAG);
        var bread = "{\"title\":\"Bread\",\"body\":\"\"}";

        var changed = sendIf(read, HttpMethod.PUT, address, token, bread);
        assertThat(changed).hasStatusOk();
        assertThat(changed.getResponse().getHeaders(HttpHeaders.ETAG))
                .containsExactly(
                        send(HttpMethod.GET, address, token, "").getResponse().getHeader(HttpHeaders.ETAG))
                .doesNotContain(read);
        for (var other : new String[] {read, "\"nonsense\""}) {
            assertThat(sendIf(other, HttpMethod.PUT, address, token, "{\"title\":\"Eggs\",\"body\":\"\"}"))
                    .hasStatus(HttpStatus.PRECONDITION_FAILED)
                    .bodyJson()
                    .extractingPath("$.detail")
                    .asString()
                    .contains("changed since you read it");
            assertThat(sendIf(other, HttpMethod.DELETE, address, token, "")).hasStatus(HttpStatus.PRECONDITION_FAILED);
        }
        assertThat(send(HttpMethod.GET, address, token, ""))
                .bodyJson()
                .extractingPath("$.title")
                .isEqualTo("Bread");
        assertThat(sendIf("*", HttpMethod.DELETE, address, token, "")).hasStatus(HttpStatus.NO_CONTENT);
    }

    /** RFC 9110, section 13.1.3: whether to send what has not changed is a question of who reads. */
    @Test
    void whatWasNotModifiedSinceMayBeChangedAndDeleted() throws Exception {
        var token = person(UUID.randomUUID().toString());
        var address = written(token);
        var before = "Sat, 01 Jan 2000 00:00:00 GMT";
        var after = "Fri, 31 Dec 2100 00:00:00 GMT";
        var bread = "{\"title\":\"Bread\",\"body\":\"\"}";

        assertThat(sendWith(HttpHeaders.IF_UNMODIFIED_SINCE, before, HttpMethod.PUT, address, token, bread))
                .hasStatus(HttpStatus.PRECONDITION_FAILED);
        assertThat(sendWith(HttpHeaders.IF_MODIFIED_SINCE, after, HttpMethod.PUT, address, token, bread))
                .hasStatusOk();
        assertThat(sendWith(HttpHeaders.IF_MODIFIED_SINCE, after, HttpMethod.DELETE, address, token, ""))
                .hasStatus(HttpStatus.NO_CONTENT);
    }

    /** RFC 9110, section 13.1.2: a star is any state there is. */
    @Test
    void whoHasAnyStateOfANoteIsSentNone() throws Exception {
        var token = person(UUID.randomUUID().toString());
        var address = written(token);
        var tag = send(HttpMethod.GET, address, token, "").getResponse().getHeader(HttpHeaders.ETAG);

        for (var method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            for (var held : List.of("*", tag)) {
                var answer = sendWith(HttpHeaders.IF_NONE_MATCH, held, method, address, token, "");
                assertThat(answer)
                        .hasStatus(HttpStatus.NOT_MODIFIED)
                        .hasHeader(HttpHeaders.ETAG, tag)
                        .bodyText()
                        .isEmpty();
            }
        }
        assertThat(sendWith(HttpHeaders.IF_NONE_MATCH, "*", HttpMethod.GET, address, person("other"), ""))
                .hasStatus(HttpStatus.NOT_FOUND);
    }

    private String written(String token) {
        return send(HttpMethod.POST, "/notes", token, "{\"title\":\"Milk\",\"body\":\"\"}")
                .getResponse()
                .getHeader(HttpHeaders.LOCATION);
    }

    private MvcTestResult sendIf(String match, HttpMethod method, String address, String token, String body) {
        return sendWith(HttpHeaders.IF_MATCH, match, method, address, token, body);
    }

    private MvcTestResult sendWith(
            String header, String value, HttpMethod method, String address, String token, String body) {
        return mvc.method(method)
                .uri(address)
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .header(header, value)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u00a0", "\u200b", "\ufeff", "\u3164", "\u2028"})
    void aTitleThatNobodySeesIsRefusedWithASentence(String title) throws Exception {
        var body = new JsonMapper().writeValueAsString(Map.of("title", title, "body", ""));
        assertThat(send(HttpMethod.POST, "/notes", person("her"), body))
                .hasStatus(HttpStatus.BAD_REQUEST)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("title must not be blank.");
    }

    @Test
    void notesOfOthersAreNotThere() throws Exception {
        var hers = send(HttpMethod.POST, "/notes", person("her"), "{\"title\":\"secret\",\"body\":\"\"}");
        var address = hers.getResponse().getHeader(HttpHeaders.LOCATION);

        for (var stranger : new String[] {person("him"), client("her")}) {
            assertThat(send(HttpMethod.GET, address, stranger, "")).hasStatus(HttpStatus.NOT_FOUND);
            assertThat(send(HttpMethod.PUT, address, stranger, "{\"title\":\"x\",\"body\":\"\"}"))
                    .hasStatus(HttpStatus.NOT_FOUND);
            assertThat(send(HttpMethod.DELETE, address, stranger, "")).hasStatus(HttpStatus.NOT_FOUND);
        }
        assertThat(send(HttpMethod.GET, address, person("her"), "")).hasStatusOk();
    }

    @Test
    void clientHasNotesOfItsOwn() throws Exception {
        send(HttpMethod.POST, "/notes", client("robot"), "{\"title\":\"beep\",\"body\":\"\"}");

        assertThat(send(HttpMethod.GET, "/notes", client("robot"), ""))
                .bodyJson()
                .extractingPath("$.total")
                .isEqualTo(1);
    }

    @Test
    void notesComeInPagesNewestFirst() throws Exception {
        var token = person(UUID.randomUUID().toString());
        for (int i = 1; i <= 5; i++) {
            send(HttpMethod.POST, "/notes", token, "{\"title\":\"" + i + "\",\"body\":\"\"}");
        }

        var page = send(HttpMethod.GET, "/notes?page=1&size=2", token, "")
                .getResponse()
                .getContentAsString();
        assertThat(JsonPath.<List<String>>read(page, "$.notes[*].title")).containsExactly("3", "2");
        assertThat(JsonPath.<Integer>read(page, "$.total")).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{\"title\":\"\",\"body\":\"\"}",
                "{\"title\":\"t\"}",
                "{\"title\":\"nul\\u0000\",\"body\":\"\"}",
                "{\"title\":\"half\\ud83d\",\"body\":\"\"}",
                "{\"title\":\"other\",\"body\":\"\\ude00 half\"}",
                "{\"title\":{},\"body\":\"\"}",
                "{\"title\":1,\"body\":\"\"}",
                "{\"title\":1.5,\"body\":\"\"}",
                "{\"title\":true,\"body\":\"\"}"
            })
    void createWhenBodyIsBadThenProblemDetail(String body) throws UnsupportedEncodingException {
        var response = send(HttpMethod.POST, "/notes", person("her"), body);

        assertThat(response).hasStatus(HttpStatus.BAD_REQUEST).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(response.getResponse().getContentAsString()).doesNotContain("Exception", "dev.gatehouse");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/notes?page=-1", "/notes?size=0", "/notes?size=1000000", "/notes?page=x", "/notes/not-a-uuid"})
    void readWhenAddressIsBadThenProblemDetail(String address) {
        assertThat(send(HttpMethod.GET, address, person("her"), ""))
                .hasStatus(HttpStatus.BAD_REQUEST)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void textMayBeAnyThatIsOne() throws Exception {
        var created = send(HttpMethod.POST, "/notes", person("her"), "{\"title\":\"\\ud83d\\ude00\",\"body\":\"\"}");

        assertThat(created).hasStatus(HttpStatus.CREATED);
        assertThat(send(HttpMethod.GET, created.getResponse().getHeader(HttpHeaders.LOCATION), person("her"), ""))
                .bodyJson()
                .extractingPath("$.title")
                .isEqualTo("\ud83d\ude00");
    }

    @Test
    void timesAreTheSameInEveryAnswer() throws Exception {
        var created = send(HttpMethod.POST, "/notes", person("her"), "{\"title\":\"t\",\"body\":\"\"}");
        var read = send(HttpMethod.GET, created.getResponse().getHeader(HttpHeaders.LOCATION), person("her"), "");

        assertThat(read.getResponse().getContentAsString())
                .isEqualTo(created.getResponse().getContentAsString());
    }

    /** A second way of writing would be a second reader to keep safe. */
    @Test
    void notesAreReadAndWrittenAsJsonOnly() {
        for (var other : List.of("application/yaml", "application/xml", "text/plain")) {
            var written = mvc.post()
                    .uri("/notes")
                    .header(HttpHeaders.AUTHORIZATION, "Bearer " + person("her"))
                    .contentType(other)
                    .content("title: t\nbody: b\n")
                    .exchange();
            assertThat(written)
                    .hasStatus(HttpStatus.UNSUPPORTED_MEDIA_TYPE)
                    .hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
            for (var address : List.of("/notes", "/notes/" + UUID.randomUUID())) {
                var read = mvc.get()
                        .uri(address)
                        .header(HttpHeaders.AUTHORIZATION, "Bearer " + person("her"))
                        .header(HttpHeaders.ACCEPT, other)
                        .exchange();
                assertThat(read)
                        .hasStatus(HttpStatus.NOT_ACCEPTABLE)
                        .hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
            }
        }
    }

    @Test
    void openApiDocumentNamesThisApiAndNotWhateverWasAskedFor() {
        assertThat(mvc.get().uri("http://evil.example.org/openapi"))
                .bodyJson()
                .extractingPath("$.servers[*].url")
                .asArray()
                .containsExactly("https://notes.example.org");
    }

    @Test
    void openApiDocumentDescribesTheNotes() {
        var document = mvc.get().uri("/openapi").exchange();
        assertThat(document).hasStatusOk().bodyJson().hasPath("$.paths['/notes/{id}'].put");
        assertThat(document)
                .bodyJson()
                .extractingPath("$.components.securitySchemes.accessToken.scheme")
                .isEqualTo("bearer");
        for (var each : List.of("/notes'].get|200", "/notes'].post|201", "/notes/{id}'].delete|204")) {
            var parts = each.split("\\|");
            assertThat(document)
                    .bodyJson()
                    .extractingPath("$.paths['" + parts[0] + ".responses")
                    .asMap()
                    .containsKeys(parts[1], "400", "401", "403", "406", "503");
        }
    }

    private MvcTestResult send(HttpMethod method, String address, String token, String body) {
        return mvc.method(method)
                .uri(address)
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
