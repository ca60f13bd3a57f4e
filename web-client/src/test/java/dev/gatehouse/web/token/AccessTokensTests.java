package dev.gatehouse.web.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatehouse.testsupport.TestDatabase;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistrar;

/** Tokens are refreshed when they have to be, once, whoever asks at the same moment. */
@SpringBootTest
@Import({TestDatabase.class, AccessTokensTests.Issuer.class})
class AccessTokensTests {

    private static final String REFRESHED = """
            {"access_token": "access-#", "token_type": "Bearer", "expires_in": 300, "refresh_token": "refresh-#",
             "refresh_token_expires_in": 600}""";

    @Autowired
    private AccessTokens accessTokens;

    @Autowired
    private TokenSetStore store;

    @Autowired
    private TokenRefresh refresh;

    @Autowired
    private TokenEndpointDouble issuer;

    @Autowired
    private JdbcClient jdbc;

    @TestConfiguration(proxyBeanMethods = false)
    static class Issuer {

        @Bean
        TokenEndpointDouble tokenEndpoint() {
            return new TokenEndpointDouble();
        }

        @Bean
        DynamicPropertyRegistrar settings(TokenEndpointDouble endpoint) {
            var key = new byte[32];
            new SecureRandom().nextBytes(key);
            var provider = "spring.security.oauth2.client.provider.gatehouse.";
            return registry -> {
                registry.add(
                        "gatehouse.encryption-key", () -> Base64.getEncoder().encodeToString(key));
                registry.add("spring.security.oauth2.client.registration.gatehouse.client-id", () -> "web");
                registry.add("spring.security.oauth2.client.registration.gatehouse.client-secret", () -> "s");
                for (var name :
                        List.of("issuer-uri", "authorization-uri", "token-uri", "jwk-set-uri", "user-info-uri")) {
                    registry.add(provider + name, endpoint::address);
                }
            };
        }
    }

    @Test
    void currentWhenTokenIsFreshThenIssuerIsNotAsked() {
        issuer.answers(200, REFRESHED);
        var set = store.add(tokens(Instant.now().plusSeconds(300)));

        assertThat(accessTokens.current(set)).isEqualTo("old");
        assertThat(issuer.calls()).isZero();
    }

    @Test
    void currentWhenThirtyAskOnTwoNodesThenOneRefresh() throws Exception {
        issuer.answers(200, REFRESHED);
        var set = store.add(tokens(Instant.now().minusSeconds(1)));
        var otherNode = new AccessTokens(store, refresh, Clock.systemUTC());

        var answers = new ArrayList<String>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = IntStream.range(0, 30)
                    .mapToObj(i -> pool.submit(() -> (i % 2 == 0 ? accessTokens : otherNode).current(set)))
                    .toList();
            for (var each : asked) {
                answers.add(each.get());
            }
        }

        assertThat(answers).containsOnly("access-1");
        assertThat(issuer.calls()).isEqualTo(1);
        assertThat(store.history(set)).hasSize(2);
    }

    @Test
    void currentWhenRefreshIsRefusedThenSignedOutAndTokensGone() {
        issuer.answers(400, "{\"error\": \"invalid_grant\"}");
        var set = store.add(tokens(Instant.now().minusSeconds(1)));

        assertThatExceptionOfType(SignedOut.class)
                .isThrownBy(() -> accessTokens.current(set))
                .extracting(SignedOut::reason)
                .isEqualTo(SignedOut.Reason.ENDED);
        assertThat(store.find(set)).isEmpty();
    }

    @Test
    void currentWhenIssuerFailsThenUnavailableAndSignInKept() {
        issuer.answers(500, "{\"error\": \"server_error\"}");
        var set = store.add(tokens(Instant.now().minusSeconds(1)));
        assertThatExceptionOfType(IssuerUnavailable.class).isThrownBy(() -> accessTokens.current(set));

        issuer.answers(200, REFRESHED);
        assertThat(accessTokens.current(set)).isEqualTo("access-1");
    }

    @Test
    void currentWhenIssuerHangsThenAllWhoWaitGiveUpAtOnce() throws Exception {
        issuer.answers(200, REFRESHED);
        issuer.takes(10_000);
        var set = store.add(tokens(Instant.now().minusSeconds(1)));
        var node = new AccessTokens(store, refresh, Clock.systemUTC());
        var began = Instant.now();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = IntStream.range(0, 20)
                    .mapToObj(_ -> pool.submit(() -> node.current(set)))
                    .toList();
            for (var each : asked) {
                assertThat(each).failsWithin(Duration.ofSeconds(15));
            }
        } finally {
            issuer.takes(300);
        }

        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(issuer.calls()).isEqualTo(1);
    }

    /** With a spent refresh token that comes again, a visitor would be taken for a thief, and signed out. */
    @Test
    @Timeout(30)
    void currentWhenTheAnswerComesLateThenItIsKeptAndNobodyAsksAgain() throws Exception {
        issuer.answers(200, REFRESHED);
        issuer.takes(8_500);
        var set = store.add(tokens(Instant.now().minusSeconds(1)));
        var node = new AccessTokens(store, refresh, Clock.systemUTC());
        try {
            assertThatExceptionOfType(IssuerUnavailable.class).isThrownBy(() -> node.current(set));
            var other = new AccessTokens(store, refresh, Clock.systemUTC());
            assertThatExceptionOfType(IssuerUnavailable.class).isThrownBy(() -> other.current(set));
        } finally {
            issuer.takes(300);
        }

        while (store.find(set).orElseThrow().version() == 0) {
            Thread.sleep(50);
        }
        assertThat(node.current(set)).isEqualTo("access-1");
        assertThat(issuer.calls()).isEqualTo(1);
    }

    @Test
    void currentWhenHolderOfTheLeaseDiedThenSomebodyElseRefreshes() {
        issuer.answers(200, REFRESHED);
        var set = store.add(tokens(Instant.now().minusSeconds(1)));
        assertThat(store.lease(set, 0)).isPresent();
        assertThat(store.lease(set, 0)).isEmpty();
        jdbc.sql("update token_set set leased_until = now() + interval '1 second' where id = ?")
                .param(set)
                .update();

        assertThat(accessTokens.current(set)).isEqualTo("access-1");
    }

    @Test
    void tokensAreNotReadableInTheDatabase() {
        UUID set = store.add(tokens(Instant.now().plusSeconds(300)));

        var row = jdbc.sql("select encode(sealed, 'escape') from token_set where id = ?")
                .param(set)
                .query(String.class)
                .single();
        assertThat(row).doesNotContain("old", "refresh-0", "eyJ");
    }

    private static TokenSet tokens(Instant end) {
        return new TokenSet(
                "old", end.minusSeconds(300), end, "refresh-0", Instant.now().plusSeconds(600), "eyJ.eyJ.x");
    }
}
