package dev.gatehouse.resource.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.resource.ResourceServerApplication;
import dev.gatehouse.testsupport.PostgresServer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The program does not start with settings under which it would believe the wrong, or nobody. */
@ExtendWith(OutputCaptureExtension.class)
class StartTests {

    private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";

    @EnableConfigurationProperties(OAuth2ResourceServerProperties.class)
    static class SpringsOwnSettings {}

    private final ApplicationContextRunner program = new ApplicationContextRunner()
            .withUserConfiguration(SpringsOwnSettings.class, AccessTokens.class)
            .withBean(Clock.class, Clock::systemUTC)
            .withPropertyValues(
                    JWT + "issuer-uri=https://auth.example.org",
                    JWT + "jwk-set-uri=https://auth.example.org/oauth2/jwks",
                    JWT + "audiences=https://notes.example.org",
                    JWT + "jws-algorithms=ES256");

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", emptyValue = "", textBlock = """
                    issuer-uri          | spring.security.oauth2.resourceserver.jwt.issuer-uri     | ''
                    issuer-uri          | spring.security.oauth2.resourceserver.jwt.issuer-uri     | auth.example.org
                    issuer-uri          | spring.security.oauth2.resourceserver.jwt.issuer-uri     | http://auth.example.org
                    issuer-uri          | spring.security.oauth2.resourceserver.jwt.issuer-uri     | ftp://localhost
                    jwk-set-uri         | spring.security.oauth2.resourceserver.jwt.jwk-set-uri    | ''
                    jwk-set-uri         | spring.security.oauth2.resourceserver.jwt.jwk-set-uri    | /oauth2/jwks
                    jwk-set-uri         | spring.security.oauth2.resourceserver.jwt.jwk-set-uri    | file:///etc/jwks
                    audiences           | spring.security.oauth2.resourceserver.jwt.audiences      | ''
                    audiences           | spring.security.oauth2.resourceserver.jwt.audiences      | notes
                    audiences           | spring.security.oauth2.resourceserver.jwt.audiences      | http://notes.example.org
                    audiences           | spring.security.oauth2.resourceserver.jwt.audiences      | https://notes.example.org#a
                    audiences           | spring.security.oauth2.resourceserver.jwt.audiences      | https://a.example.org,https://b.example.org
                    jws-algorithms      | spring.security.oauth2.resourceserver.jwt.jws-algorithms | ''
                    jws-algorithms      | spring.security.oauth2.resourceserver.jwt.jws-algorithms | HS256
                    jws-algorithms      | spring.security.oauth2.resourceserver.jwt.jws-algorithms | ES256,none
                    clock-skew          | gatehouse.resource.clock-skew                            | -1s
                    clock-skew          | gatehouse.resource.clock-skew                            | 11m
                    keys-fresh-for      | gatehouse.resource.keys-fresh-for                        | 0s
                    keys-fresh-for      | gatehouse.resource.keys-fresh-for                        | 30s
                    key-fetch-interval  | gatehouse.resource.key-fetch-interval                    | -1s
                    key-fetch-timeout   | gatehouse.resource.key-fetch-timeout                     | 0s
                    remembered-tokens   | gatehouse.resource.remembered-tokens                     | -1
                    deletion-max-age    | gatehouse.resource.deletion-max-age                      | -5m
                    dpop-nonce-key      | gatehouse.resource.dpop-nonce-key                        | short
                    fetch-timeout       | gatehouse.resource.status-list.fetch-timeout             | 0s
                    base-uri            | gatehouse.resource.status-list.base-uri                  | auth-server:9000
                    """)
    void startWhenASettingIsUnfitThenRefusedInASentence(String name, String setting, String value) {
        program.withPropertyValues(setting + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(UnfitSetting.class)
                        .message()
                        .contains(name)
                        .endsWith("."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                JWT + "issuer-uri=http://localhost:9000",
                JWT + "issuer-uri=http://127.0.0.1:9000",
                JWT + "issuer-uri=http://[::1]:9000/a",
                JWT + "jwk-set-uri=http://auth-server:9000/oauth2/jwks",
                JWT + "audiences=http://localhost:8090",
                JWT + "jws-algorithms=ES256,PS256",
                "gatehouse.resource.clock-skew=0s",
                "gatehouse.resource.deletion-max-age=0s",
                "gatehouse.resource.status-list.base-uri=http://auth-server:9000"
            })
    void startWhenSettingsFitThenNothingIsSaid(String setting) {
        program.withPropertyValues(setting)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(TrustedIssuer.class));
    }

    @Test
    void operatorIsShownTheSentence(CapturedOutput output) {
        assertThatThrownBy(StartTests::start).rootCause().isInstanceOf(UnfitSetting.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START", "issuer-uri must be the issuer's https address")
                .doesNotContain("\tat ");
    }

    /** Boot has a sentence of its own for what it can't bind, which would name the record and not the remedy. */
    @Test
    void operatorIsShownTheSentenceInPlaceOfBoots(CapturedOutput output) {
        assertThatThrownBy(() -> start(
                        "--" + JWT + "issuer-uri=http://localhost:9000",
                        "--" + JWT + "audiences=http://localhost:8090",
                        "--gatehouse.resource.key-fetch-timeout=0s"))
                .rootCause()
                .isInstanceOf(UnfitSetting.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START", "\ngatehouse.resource.key-fetch-timeout must be a millisecond")
                .doesNotContain("\tat ");
    }

    private static void start(String... settings) {
        var database = PostgresServer.shared().createDatabase();
        var all = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password()));
        all.addAll(List.of(settings));
        SpringApplication.run(ResourceServerApplication.class, all.toArray(String[]::new));
    }
}
