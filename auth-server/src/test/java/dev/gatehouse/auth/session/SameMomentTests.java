package dev.gatehouse.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.testsupport.HttpBrowser;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Two requests of one browser session at the same moment, as a double click sends where no script runs. */
@AuthServerTest
class SameMomentTests {

    @Autowired
    private Parties parties;

    @Test
    void signInThatIsSentTwiceSucceeds() throws Exception {
        for (int round = 0; round < 4; round++) {
            var browser = new HttpBrowser();
            var page = browser.followToPage(
                    browser.get(parties.confidential().begin(Map.of()).address()));
            twice(() -> browser.submit(page, Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD)));
        }
    }

    @Test
    void signInThatIsBegunTwiceInASessionIsShown() throws Exception {
        var browser = new HttpBrowser();
        var app = parties.confidential();
        app.authorize(browser, app.begin(Map.of()), Parties.ADA, Parties.ADA_PASSWORD);
        for (int round = 0; round < 10; round++) {
            var request =
                    app.begin(Map.of("prompt", "login", "login_hint", "ada")).address();
            twice(() -> browser.get(request));
        }
    }

    private static void twice(Callable<HttpResponse<String>> click) throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = new ArrayList<Integer>();
            for (var each : pool.invokeAll(List.of(click, click))) {
                statuses.add(each.get().statusCode());
            }
            assertThat(statuses).allMatch(status -> status / 100 == 3);
        }
    }
}
