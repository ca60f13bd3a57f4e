package dev.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.platform.seal.UnfitSetting;
import dev.gatehouse.testsupport.PostgresServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;

/** The program does not start with a secret that somebody else may know, or with an issuer that is not safe. */
class StartTests {

    private static final String KEY = "b3Vyc2VsdmVzIG9ubHksIHRlc3RzIDEyMzQ1Njc4OTA=";
    private static final String CLIENT = "spring.security.oauth2.authorizationserver.client.a.registration.";

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "c2hvcnQ="})
    void startWhenKeyIsMissingOrNotRandomThenRefused(String key) {
        assertRefused("gatehouse.encryption-key", List.of("gatehouse.encryption-key=" + key));
    }

    @Test
    void startWhenIssuerIsPlainHttpThenRefused() {
        assertRefused("issuer", List.of("spring.security.oauth2.authorizationserver.issuer=http://auth.example.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "password1234", "changeme-changeme", "ada-lovelace", "short"})
    void startWhenInitialPasswordCanBeGuessedThenRefused(String password) {
        assertRefused(
                "password",
                List.of(
                        "gatehouse.initial-accounts[0].username=ada",
                        "gatehouse.initial-accounts[0].password=" + password));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{noop}secret", "changeit", "{noop}password"})
    void startWhenClientSecretIsWellKnownThenRefused(String secret) {
        assertRefused(
                "secret",
                List.of(
                        CLIENT + "client-id=a",
                        CLIENT + "client-secret=" + secret,
                        CLIENT + "client-authentication-methods=client_secret_basic",
                        CLIENT + "authorization-grant-types=client_credentials"));
    }

    @Test
    void startWhenLocalModeWouldBeReachableThenRefused() {
        assertRefused("loopback", List.of("gatehouse.local=true", "server.address=0.0.0.0"));
    }

    private static void assertRefused(String sentence, List<String> settings) {
        var database = PostgresServer.shared().createDatabase();
        var all = new LinkedHashMap<String, String>();
        List.of(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "logging.level.root=off",
                        "spring.main.banner-mode=off",
                        "gatehouse.encryption-key=" + KEY,
                        "spring.security.oauth2.authorizationserver.issuer=http://localhost:9000",
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password())
                .forEach(each -> put(all, each));
        settings.forEach(each -> put(all, each));
        var arguments = all.entrySet().stream()
                .map(each -> "--" + each.getKey() + "=" + each.getValue())
                .toArray(String[]::new);

        assertThatThrownBy(() -> SpringApplication.run(AuthServerApplication.class, arguments))
                .rootCause()
                .isInstanceOf(UnfitSetting.class)
                .hasMessageContaining(sentence);
    }

    private static void put(Map<String, String> settings, String setting) {
        var pair = setting.split("=", 2);
        settings.put(pair[0], pair[1]);
    }
}
