package dev.gatehouse.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/** What an operator's own customizer adds to a token is checked before it is signed. */
@AuthServerTest
@Import(ClaimsPolicyTests.OwnClaims.class)
class ClaimsPolicyTests {

    private static final AtomicReference<Map<String, Object>> CLAIMS = new AtomicReference<>(Map.of());

    @Autowired
    private Parties parties;

    @TestConfiguration(proxyBeanMethods = false)
    static class OwnClaims {

        @Bean
        OAuth2TokenCustomizer<JwtEncodingContext> ownClaims() {
            return context -> CLAIMS.get().forEach(context.getClaims()::claim);
        }
    }

    @AfterEach
    void noMoreOwnClaims() {
        CLAIMS.set(Map.of());
    }

    @Test
    void tokenWhenOwnClaimIsHarmlessThenInTheToken() {
        CLAIMS.set(Map.of("department", "engines"));

        assertThat(parties.machine().clientCredentials().text("access_token")).isNotEmpty();
    }

    /** Of a hundred million random ids some have the prefix of our secrets somewhere in them. */
    @Test
    void tokenWhenARandomTextHasThePrefixOfASecretInItThenInTheToken() {
        CLAIMS.set(Map.of("session", "Zc8Qv0wXegh_rt_Yp5Rk7Tn1Ub9Lm2Hs4Jd6GaB3"));

        assertThat(parties.machine().clientCredentials().text("access_token")).isNotEmpty();
    }

    static Stream<Map<String, Object>> secrets() {
        return Stream.of(
                Map.of("password", "x"),
                Map.of("db_secret", "x"),
                Map.of("note", "the token gh_rt_" + "aB3_-".repeat(8) + "xyz"),
                Map.of("keys", List.of("-----BEGIN PRIVATE KEY-----")),
                Map.of("profile", Map.of("hash", "{bcrypt}$2a$10$abc")),
                Map.of("biography", "x".repeat(2_001)));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void tokenWhenOwnClaimLooksLikeASecretThenNoneIsIssued(Map<String, Object> claims) {
        CLAIMS.set(claims);
        var answer = parties.machine().clientCredentials();

        assertThat(answer.text("error")).isEqualTo("server_error");
        assertThat(answer.json().toString())
                .doesNotContain(claims.keySet().iterator().next());
    }
}
