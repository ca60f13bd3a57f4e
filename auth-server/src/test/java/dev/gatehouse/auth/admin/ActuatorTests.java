package dev.gatehouse.auth.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.testsupport.HttpBrowser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** An operator exposes everything. */
@AuthServerTest
@TestPropertySource(properties = "management.endpoints.web.exposure.include=*")
class ActuatorTests {

    @Autowired
    private Parties parties;

    @Test
    void whoHasSignedInSeesNothingButHealth() {
        var browser = new HttpBrowser();
        var app = parties.confidential();
        app.authorize(browser, app.begin(Map.of()), Parties.ADA, Parties.ADA_PASSWORD);

        for (var endpoint : new String[] {"", "/env", "/heapdump", "/metrics", "/loggers", "/%65nv"}) {
            assertThat(status(browser, endpoint)).as(endpoint).isIn(404, 400);
        }
        assertThat(status(browser, "/health")).isEqualTo(200);
        assertThat(status(new HttpBrowser(), "/health/readiness")).isEqualTo(200);
    }

    @Test
    void healthWhenTheRequestIsOfAnyTypeThenRefusedWithoutAnError() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(parties.issuer() + "/actuator/health"))
                    .header("Content-Type", "*/*")
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(415);
        }
    }

    private int status(HttpBrowser browser, String endpoint) {
        return browser.get(URI.create(parties.issuer() + "/actuator" + endpoint), "application/json")
                .statusCode();
    }
}
