package dev.gatehouse.resource.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.resource.IssuerDouble;
import dev.gatehouse.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** The program starts while its issuer is down, and says what is the matter. */
@SpringBootTest(
        properties = {
            "spring.security.oauth2.resourceserver.jwt.issuer-uri=http://localhost:1",
            "spring.security.oauth2.resourceserver.jwt.audiences=" + IssuerDouble.AUDIENCE
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class IssuerDownAtStartTests {

    @Autowired
    private MockMvcTester mvc;

    @Test
    void notesWhenKeysWereNeverHadThenUnavailable() {
        var response = mvc.get()
                .uri("/notes")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + new IssuerDouble().token("notes.read"))
                .exchange();

        assertThat(response).hasStatus(HttpStatus.SERVICE_UNAVAILABLE).hasHeader(HttpHeaders.RETRY_AFTER, "5");
    }
}
