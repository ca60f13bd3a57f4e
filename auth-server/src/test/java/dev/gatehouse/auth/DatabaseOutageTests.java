package dev.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testsupport.HttpBrowser;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a request hears that would have to wait for the database for longer than it may. */
@AuthServerTest
class DatabaseOutageTests {

    @Autowired
    private Parties parties;

    @Autowired
    private Rows rows;

    @Autowired
    private DataSource database;

    private <T> T whileLocked(String table, Supplier<T> action) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table " + table + " in access exclusive mode");
            try {
                return action.get();
            } finally {
                connection.rollback();
            }
        }
    }

    @Test
    void machineIsToldToComeAgainAndNothingIsLost() throws SQLException {
        var app = parties.confidential();
        var token = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("refresh_token");

        var answer = whileLocked("refresh_token", () -> app.refresh(token));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
        assertThat(answer.response().headers().firstValue("Retry-After")).hasValue("5");
        assertThat(answer.response().headers().firstValue("X-Correlation-Id")).isPresent();
        assertThat(app.refresh(token).status()).isEqualTo(200);
    }

    /** Their subjects are read from a table of their own. */
    @Test
    void clientWithPairwiseSubjectsLosesNothingEither() throws SQLException {
        var app = parties.app("pairwise", Parties.SECRET, "openid");
        var flow = app.begin(Map.of());
        var code = app.authorize(new HttpBrowser(), flow, Parties.ADA, Parties.ADA_PASSWORD);

        assertThat(whileLocked("pairwise_subject", () -> app.redeem(code, flow)).status())
                .isEqualTo(503);
        var token = app.redeem(code, flow).text("refresh_token");
        assertThat(whileLocked("pairwise_subject", () -> app.refresh(token)).status())
                .isEqualTo(503);
        rows.pass(Duration.ofSeconds(11));
        assertThat(app.refresh(token).status()).isEqualTo(200);
    }

    @Test
    void userInfoDoesNotSayThatTheTokenIsBad() throws SQLException {
        var app = parties.confidential();
        var token = app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("access_token");

        assertThat(whileLocked("account", () -> app.userInfo(token)).status()).isEqualTo(503);
        assertThat(app.userInfo(token).status()).isEqualTo(200);
    }

    @Test
    void signInDoesNotSayThatThePasswordIsWrong() throws SQLException {
        var browser = new HttpBrowser();
        var page = browser.followToPage(browser.get(URI.create(parties.issuer() + "/login")));

        var answer = whileLocked(
                "account",
                () -> browser.submit(page, Map.of("username", Parties.ADA, "password", Parties.ADA_PASSWORD)));

        assertThat(answer.statusCode()).isEqualTo(503);
    }

    /** What was begun is ended by whoever comes again with the same token. */
    @Test
    void removalThatWasCutShortCanBeRepeated() throws Exception {
        var registered = ThirdPartyApp.post(
                URI.create(parties.issuer() + "/connect/register"),
                "none",
                "{\"redirect_uris\":[\"" + Parties.REDIRECT_URI
                        + "\"],\"grant_types\":[\"authorization_code\",\"refresh_token\"]}");
        var app = parties.app(registered.text("client_id"), registered.text("client_secret"), "openid email");
        var tokens = app.signIn(Parties.ADA, Parties.ADA_PASSWORD);
        assertThat(tokens.status()).isEqualTo(200);

        assertThat(whileLocked("authorization_grant", () -> delete(registered))).isEqualTo(503);
        assertThat(delete(registered)).isEqualTo(204);
        assertThat(delete(registered)).isEqualTo(401);
        assertThat(app.userInfo(tokens.text("access_token")).status()).isEqualTo(401);
    }

    private static int delete(ThirdPartyApp.Answer registered) {
        var request = HttpRequest.newBuilder(URI.create(registered.text("registration_client_uri")))
                .header("Authorization", "Bearer " + registered.text("registration_access_token"))
                .DELETE();
        try {
            return HttpClient.newHttpClient()
                    .send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (InterruptedException cause) {
            throw new IllegalStateException(cause);
        }
    }

    @Test
    void personIsShownAPage() throws SQLException {
        var browser = new HttpBrowser();
        parties.confidential()
                .authorize(browser, parties.confidential().begin(Map.of()), Parties.ADA, Parties.ADA_PASSWORD);
        var address = URI.create(parties.issuer() + "/applications?lang=de");
        assertThat(browser.get(address, "text/html").statusCode()).isEqualTo(200);

        var answer = whileLocked("spring_session", () -> browser.get(address, "text/html"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(answer.body()).contains("<html lang=\"de\">", "Der Dienst");
    }
}
