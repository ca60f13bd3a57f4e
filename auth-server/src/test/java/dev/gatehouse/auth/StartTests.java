package dev.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.platform.seal.UnfitSetting;
import dev.gatehouse.testsupport.PostgresServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The program does not start with a secret that somebody else may know, or with an issuer that is not safe. */
@ExtendWith(OutputCaptureExtension.class)
class StartTests {

    private static final String KEY = "b3Vyc2VsdmVzIG9ubHksIHRlc3RzIDEyMzQ1Njc4OTA=";
    private static final String CLIENT = "spring.security.oauth2.authorizationserver.client.a.registration.";

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "c2hvcnQ="})
    void startWhenKeyIsMissingOrNotRandomThenRefused(String key) {
        assertUnfit("gatehouse.encryption-key", List.of("gatehouse.encryption-key=" + key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://auth.example.org",
                "https://auth.example.org?x=1",
                "https:auth",
                "not an address",
                "https://auth.example.org/realm"
            })
    void startWhenIssuerIsNoSafeAddressThenRefused(String issuer) {
        assertUnfit("issuer", List.of("spring.security.oauth2.authorizationserver.issuer=" + issuer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "password1234", "changeme-changeme", "ada-lovelace", "short"})
    void startWhenInitialPasswordCanBeGuessedThenRefused(String password) {
        assertUnfit(
                "password",
                List.of(
                        "gatehouse.initial-accounts[0].username=ada",
                        "gatehouse.initial-accounts[0].password=" + password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{noop}secret",
                "changeit",
                "{noop}password",
                "{bogus}my-secret",
                "{aB3dEf6hJ9kLm2nPq5rSt8vWx1yZa4c7e"
            })
    void startWhenClientSecretIsWellKnownThenRefused(String secret) {
        assertRefused(
                "secret",
                List.of(
                        CLIENT + "client-id=a",
                        CLIENT + "client-secret=" + secret,
                        CLIENT + "client-authentication-methods=client_secret_basic",
                        CLIENT + "authorization-grant-types=client_credentials"));
    }

    /** One client, refused for what is wrong with it; each start takes seconds, so each checks another rule. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    prove who it is with a key or a certificate | client-secret_basic | protocol.profile=fapi2
                    which there is not                          | client-secret_basic | protocol.profile=fapi3
                    signs with an algorithm                     | client-secret_basic | protocol.request-object-signing-algorithm=ES256K
                    signs with an algorithm                     | client-secret_basic | protocol.request-object-signing-algorithm=HS256
                    signs with an algorithm                     | client-secret_basic | token-endpoint-authentication-signing-algorithm=HS256
                    no distinguished name                       | client-secret_basic | protocol.tls-client-auth-subject-dn=nobody
                    has none                                    | private_key_jwt     | token.reuse-refresh-tokens=false
                    must not be asked                           | private_key_jwt     | jwk-set-uri=http://10.0.0.1/jwks
                    must use PKCE                               | none                | require-proof-key=false
                    ID tokens that live longer                  | client-secret_basic | token.id-token-time-to-live=30d
                    a grant type that there is not              | client-secret_basic | registration.authorization-grant-types=authorization_cod
                    a secret that is encoded, or shorter        | client-secret_jwt   | registration.client-secret={noop}Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6
                    shorter than a second                       | client-secret_basic | token.access-token-time-to-live=500ms
                    from the future                             | client-secret_basic | openid.default-max-age=-5s
                    which is not safe                           | client-secret_basic | registration.post-logout-redirect-uris=javascript:alert(1)
                    """)
    void startWhenAClientIsNotAsItsRulesSayThenRefused(String sentence, String method, String setting) {
        var secret = method.startsWith("client")
                ? CLIENT + "client-secret=Zc8Qv0wXe3Yp5Rk7Tn1Ub9Lm2Hs4Jd6G"
                : "server.port=0";
        assertRefused(
                sentence,
                List.of(
                        CLIENT + "client-id=a",
                        secret,
                        CLIENT + "client-authentication-methods=" + method.replace('-', '_'),
                        CLIENT + "authorization-grant-types=authorization_code",
                        CLIENT + "redirect-uris=https://app.example.org/callback",
                        CLIENT.replace("registration.", "") + setting));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gatehouse.audit.retention=-1d",
                "gatehouse.device.time-to-live=0s",
                "gatehouse.client-id-metadata-documents.time-to-live=-1h",
                "gatehouse.registration.max-clients=-1",
                "gatehouse.registration.grant-types=authorization_code,implicit",
                "gatehouse.token.access-token-time-to-live=500ms",
                "gatehouse.trusted-issuers.x.clients=a"
            })
    void startWhenASettingIsOutOfItsRangeThenRefused(String setting) {
        assertUnfit("gatehouse.", List.of(setting));
    }

    @Test
    void startWhenTwoClientsHaveOneNameThenRefused() {
        var other = CLIENT.replace("client.a.", "client.b.");
        assertRefused(
                "Two clients",
                List.of(
                        CLIENT + "client-id=a",
                        CLIENT + "client-authentication-methods=none",
                        other + "client-id=a",
                        other + "client-authentication-methods=none"));
    }

    @Test
    void startWhenTheServerIsNotTheRootOfItsHostThenRefused() {
        assertRefused("server.servlet.context-path", List.of("server.servlet.context-path=/auth"));
    }

    @Test
    void startWhenLocalModeWouldBeReachableThenRefused() {
        assertRefused("loopback", List.of("gatehouse.local=true", "server.address=0.0.0.0"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    jdbc:postgresql://127.0.0.1:1/auth | postgres | refused
                                                       | nobody   | nobody
                    """)
    void startWhenTheDatabaseLetsNobodyInThenToldInASentence(
            String url, String username, String sentence, CapturedOutput output) {
        var database = PostgresServer.shared().createDatabase();
        var arguments = List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--logging.level.root=error",
                "--gatehouse.encryption-key=" + KEY,
                "--spring.security.oauth2.authorizationserver.issuer=http://localhost:9000",
                "--spring.datasource.url=" + (url == null ? database.url() : url),
                "--spring.datasource.username=" + username,
                "--spring.datasource.password=wrong");

        assertThatThrownBy(() -> SpringApplication.run(AuthServerApplication.class, arguments.toArray(String[]::new)));

        assertThat(output.getAll())
                .contains("The database can not be used: ", sentence, "spring.datasource.url")
                .doesNotContain("\tat ");
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

        assertThatThrownBy(() -> SpringApplication.run(AuthServerApplication.class, arguments(all)))
                .rootCause()
                .isInstanceOf(UnfitSetting.class)
                .hasMessageContaining(sentence);
    }

    /** Settings that are looked at when they are read: the start is not needed to see it, and takes seconds. */
    private static void assertUnfit(String sentence, List<String> settings) {
        var all = new LinkedHashMap<String, String>();
        List.of(
                        "spring.main.banner-mode=off",
                        "logging.level.root=off",
                        "gatehouse.encryption-key=" + KEY,
                        "spring.security.oauth2.authorizationserver.issuer=http://localhost:9000")
                .forEach(each -> put(all, each));
        settings.forEach(each -> put(all, each));
        var application = new SpringApplicationBuilder(SettingsAlone.class).web(WebApplicationType.NONE);

        assertThatThrownBy(() -> application.run(arguments(all)))
                .rootCause()
                .isInstanceOf(UnfitSetting.class)
                .hasMessageContaining(sentence);
    }

    private static String[] arguments(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(each -> "--" + each.getKey() + "=" + each.getValue())
                .toArray(String[]::new);
    }

    @ConfigurationPropertiesScan("dev.gatehouse")
    static class SettingsAlone {}

    private static void put(Map<String, String> settings, String setting) {
        var pair = setting.split("=", 2);
        settings.put(pair[0], pair[1]);
    }
}
