package dev.gatehouse.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.PublishedStatus;
import java.security.Signature;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.support.TransactionTemplate;

/** The keys of a running server, with a clock that the test moves. */
@AuthServerTest
@Import(KeyLifeTests.Time.class)
@DirtiesContext
class KeyLifeTests {

    private static volatile Duration passed = Duration.ZERO;

    @Autowired
    private Parties parties;

    @Autowired
    private SigningKeys keys;

    @Autowired
    private StoredKeys stored;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private SigningKeyStore rows;

    @Autowired
    private KeySettings settings;

    @Autowired
    private LongestToken lifetimes;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private Clock clock;

    @TestConfiguration(proxyBeanMethods = false)
    static class Time {

        @Bean
        @Primary
        Clock movedClock() {
            return new Clock() {
                private final InstantSource real = InstantSource.system();

                @Override
                public Instant instant() {
                    return real.instant().plus(passed);
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            };
        }
    }

    @BeforeEach
    void newKeysAndNoTimePassed() {
        passed = Duration.ZERO;
        jdbc.sql("delete from signing_key").update();
        keys.reload();
    }

    private void pass(Duration time) {
        passed = passed.plus(time);
        keys.reload();
    }

    @Test
    void keyIsPublishedAheadSignsAndStaysUntilAllItSignedHasExpired() throws ParseException {
        var first = signing(SigningAlgorithm.ES256);
        assertThat(published()).contains(first);

        pass(Duration.ofDays(90).minus(Duration.ofMinutes(5)));
        assertThat(ofState("pending")).isEmpty();
        pass(Duration.ofMinutes(3));
        var next = ofState("pending");
        assertThat(next).hasSize(SigningAlgorithm.values().length);
        assertThat(published()).contains(first).containsAll(next);
        assertThat(signing(SigningAlgorithm.ES256)).isEqualTo(first);

        pass(Duration.ofMinutes(4));
        var second = signing(SigningAlgorithm.ES256);
        assertThat(next).contains(second);
        assertThat(published()).contains(first, second);

        pass(Duration.ofDays(1).minus(Duration.ofMinutes(1)));
        assertThat(published()).contains(first);
        pass(Duration.ofMinutes(5));
        assertThat(published()).doesNotContain(first).contains(second);
        assertThat(jdbc.sql("select sealed_private_jwk is null from signing_key where kid = ?")
                        .param(first)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    /**
     * The other node's clock is a minute fast or slow. Whichever key signs anywhere, both have published it for as long
     * as anybody may keep an older copy of the keys.
     */
    @ParameterizedTest
    @ValueSource(ints = {60, -60})
    void clocksOfNodesAreAMinuteApartThenNoKeySignsBeforeAllHavePublishedIt(int apart) {
        var other = new StoredKeys(
                rows, settings, lifetimes, transaction, events, Clock.offset(clock, Duration.ofSeconds(apart)));
        var publishedSince = new HashMap<String, Duration>();
        passed = Duration.ofDays(90).minus(Duration.ofMinutes(6));
        var signed = new HashSet<String>();
        for (int step = 0; step < 60; step++, passed = passed.plusSeconds(10)) {
            for (var node : step % 2 == 0 ? List.of(stored, other) : List.of(other, stored)) {
                for (var key : node.keys()) {
                    publishedSince.putIfAbsent(key.kid(), step == 0 ? Duration.ZERO : passed);
                    if (key.state() == SigningKey.State.ACTIVE) {
                        signed.add(key.kid());
                        assertThat(passed.minus(publishedSince.get(key.kid())))
                                .isGreaterThanOrEqualTo(Duration.ofSeconds(60 + 10));
                    }
                }
            }
        }
        assertThat(signed).hasSize(2 * SigningAlgorithm.values().length);
    }

    @Test
    void revokedKeyIsGoneAtOnceAndSuccessorSigns() throws ParseException {
        var app = parties.confidential();
        var before = app.signIn(Parties.ADA, Parties.ADA_PASSWORD);
        var bad = signing(SigningAlgorithm.ES256);
        assertThat(app.userInfo(before.text("access_token")).status()).isEqualTo(200);

        assertThat(stored.revoke(bad, "leaked")).isTrue();
        keys.reload();
        assertThat(published()).doesNotContain(bad);
        assertThat(app.userInfo(before.text("access_token")).status()).isEqualTo(401);
        var after = app.refresh(before.text("refresh_token"));
        assertThat(SignedJWT.parse(after.text("access_token")).getHeader().getKeyID())
                .isNotEqualTo(bad)
                .isIn(published());
        assertThat(app.userInfo(after.text("access_token")).status()).isEqualTo(200);
        assertThat(stored.revoke(bad, "again")).isFalse();
    }

    @Test
    void damagedRowIsPutAsideAndSuccessorSigns() throws ParseException {
        var damaged = signing(SigningAlgorithm.ES384);
        jdbc.sql("update signing_key set sealed_private_jwk = sealed_private_jwk || '\\x00' where kid = ?")
                .param(damaged)
                .update();
        keys.reload();

        assertThat(published()).doesNotContain(damaged);
        assertThat(signing(SigningAlgorithm.ES384)).isNotEqualTo(damaged).isIn(published());
    }

    /** Whoever can only write to the database gets no key believed. */
    @Test
    void rowsThatWereSwappedOrMadeUpAreNotPublished() throws ParseException {
        jdbc.sql("""
                        insert into signing_key (kid, algorithm, state, public_jwk, sealed_private_jwk, created_at)
                        select 'mine', algorithm, 'pending', public_jwk, sealed_private_jwk, now()
                        from signing_key where state = 'active' and algorithm = 'PS256'""").update();
        keys.reload();

        assertThat(published()).doesNotContain("mine");
        jdbc.sql("delete from signing_key where kid = 'mine'").update();
    }

    @Test
    void rotationBegunByHandPublishesSuccessorsThatSignWhenSeen() {
        var before = signing(SigningAlgorithm.PS256);
        stored.rotate();
        stored.rotate();
        keys.reload();
        assertThat(ofState("pending")).hasSize(SigningAlgorithm.values().length);
        assertThat(signing(SigningAlgorithm.PS256)).isEqualTo(before);

        pass(Duration.ofMinutes(3));
        assertThat(signing(SigningAlgorithm.PS256)).isNotEqualTo(before);
    }

    @Test
    void jwksIsPublicMayBeKeptAndSaysWhenNothingChanged() throws ParseException {
        var answer = PublishedStatus.fetch(parties.issuer() + "/oauth2/jwks");
        var tag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("max-age=60, public");
        assertThat(answer.body())
                .doesNotContain("\"d\"")
                .doesNotContain("\"p\"")
                .doesNotContain("\"k\"");
        for (var key : JWKSet.parse(answer.body()).getKeys()) {
            assertThat(key.getAlgorithm()).isNotNull();
            assertThat(key.getKeyUse().getValue()).isEqualTo("sig");
        }
        assertThat(published()).doesNotHaveDuplicates();
        assertThat(PublishedStatus.fetch(parties.issuer() + "/oauth2/jwks", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"})
    void metadataMayBeKeptAndSaysWhenNothingChanged(String path) {
        var answer = PublishedStatus.fetch(parties.issuer() + path);
        var tag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("max-age=60, public");
        assertThat(PublishedStatus.fetch(parties.issuer() + path, "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "ES384", "RS256", "PS256", "EdDSA"})
    void idTokenIsSignedAsTheClientWants(String algorithm) throws Exception {
        var clientId = algorithm.equals("RS256") ? "confidential" : "wants-" + algorithm.toLowerCase();
        var app = parties.app(clientId, Parties.SECRET, "openid");
        var token =
                SignedJWT.parse(app.signIn(Parties.ADA, Parties.ADA_PASSWORD).text("id_token"));
        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);

        var key = JWKSet.load(app.endpoint("jwks_uri").toURL())
                .getKeyByKeyId(token.getHeader().getKeyID());
        assertThat(
                        switch (algorithm) {
                            case "ES256", "ES384" -> token.verify(new ECDSAVerifier(key.toECKey()));
                            case "RS256", "PS256" -> token.verify(new RSASSAVerifier(key.toRSAKey()));
                            default -> verifiesWithJdk(token, key.toOctetKeyPair());
                        })
                .isTrue();
        assertThat(app.discovered("id_token_signing_alg_values_supported")).contains(algorithm);
    }

    private static boolean verifiesWithJdk(SignedJWT token, OctetKeyPair key) throws Exception {
        var verifying = Signature.getInstance("Ed25519");
        verifying.initVerify(Ed25519.publicKey(key));
        verifying.update(token.getSigningInput());
        return verifying.verify(token.getSignature().decode());
    }

    private String signing(SigningAlgorithm algorithm) {
        return keys.current().signing(algorithm).kid();
    }

    private List<String> ofState(String state) {
        return jdbc.sql("select kid from signing_key where state = ?")
                .param(state)
                .query(String.class)
                .list();
    }

    private List<String> published() throws ParseException {
        // With a query, it is no answer that was made for somebody else a moment ago.
        var body = PublishedStatus.fetch(parties.issuer() + "/oauth2/jwks?now").body();
        return JWKSet.parse(body).getKeys().stream().map(key -> key.getKeyID()).toList();
    }
}
