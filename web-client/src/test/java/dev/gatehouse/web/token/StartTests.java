package dev.gatehouse.web.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.seal.UnfitSetting;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The program does not start with settings with which nobody could sign in. */
class StartTests {

    private static final String ISSUER = "spring.security.oauth2.client.provider.gatehouse.issuer-uri";
    private static final String CLIENT = "spring.security.oauth2.client.registration.gatehouse.";

    @EnableConfigurationProperties({OAuth2ClientProperties.class, ApiAddress.class})
    static class SpringsOwnSettings {}

    private final ApplicationContextRunner program = new ApplicationContextRunner()
            .withUserConfiguration(SpringsOwnSettings.class, IssuerRequests.class, IssuerRegistration.class)
            .withPropertyValues(CLIENT + "client-id=web", ISSUER + "=https://auth.example.org");

    @ParameterizedTest
    @CsvSource({
        "client-authentication-method, client_secret_basic",
        "client-authentication-method, client_secret_post",
        "client-authentication-method, ''",
        "client-secret, ' '"
    })
    void startWhenTheSecretIsMissingThenRefusedInASentence(String setting, String value) {
        program.withPropertyValues(CLIENT + setting + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(UnfitSetting.class)
                        .hasMessage(CLIENT + "client-secret is not set."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client-secret=s",
                "client-authentication-method=none",
                "client-authentication-method=private_key_jwt"
            })
    void startWhenASecretIsThereOrNotNeededThenNothingIsSaid(String setting) {
        program.withPropertyValues(CLIENT + setting)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(IssuerRegistration.class));
    }

    @ParameterizedTest
    @CsvSource({
        ISSUER + ", junk",
        ISSUER + ", ''",
        ISSUER + ", https://",
        ISSUER + ", ftp://auth.example.org",
        ISSUER + ", https://auth example.org",
        "gatehouse.notes.uri, junk",
        "gatehouse.notes.uri, ''",
        "gatehouse.notes.uri, localhost:8090"
    })
    void startWhenAnAddressIsNoneThenRefusedInASentence(String setting, String value) {
        program.withPropertyValues(CLIENT + "client-secret=s", setting + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(UnfitSetting.class)
                        .hasMessage(setting + " is not an address."));
    }
}
