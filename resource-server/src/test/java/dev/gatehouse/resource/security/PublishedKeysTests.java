package dev.gatehouse.resource.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import dev.gatehouse.resource.IssuerDouble;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever becomes of the issuer, its keys that are known go on, and nobody waits long for new ones. */
class PublishedKeysTests {

    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final IssuerDouble issuer = new IssuerDouble();

    @Test
    void whenTheAnswerDripsThenTheKnownKeysAreUsedAfterOneDeadline() throws Exception {
        var keys = keys("/oauth2/jwks", Duration.ofMillis(100));
        assertThat(find(keys, "key-1")).hasSize(1);

        issuer.drip(Duration.ofMillis(100));
        var ended = System.nanoTime() + FRESH.multipliedBy(4).toNanos();
        while (System.nanoTime() < ended) {
            var started = System.nanoTime();
            assertThat(find(keys, "key-1")).hasSize(1);
            assertThat(find(keys, "unknown")).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(TIMEOUT.multipliedBy(3));
        }
        assertThat(issuer.fetches()).isGreaterThan(1);
    }

    @Test
    void whenTheFirstAnswerDripsThenNobodyWaitsForItsEnd() {
        issuer.drip(Duration.ofMillis(100));
        var started = System.nanoTime();

        assertThatThrownBy(() -> find(keys("/oauth2/jwks", Duration.ofMillis(100)), "key-1"))
                .isInstanceOf(KeySourceException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(TIMEOUT.multipliedBy(4));
    }

    @Test
    void whenTheIssuerPublishesNoKeyThenTheKnownOnesAreUsed() throws Exception {
        var keys = keys("/oauth2/jwks", Duration.ofMillis(100));
        assertThat(find(keys, "key-1")).hasSize(1);

        issuer.publishNothing();
        var before = issuer.fetches();
        var ended = System.nanoTime() + FRESH.multipliedBy(3).toNanos();
        while (System.nanoTime() < ended) {
            assertThat(find(keys, "key-1")).hasSize(1);
        }
        assertThat(issuer.fetches()).isGreaterThan(before);
    }

    /** Who the issuer is, is settled; it can't send us to somebody else. */
    @Test
    void whenTheAnswerIsElsewhereOrAbsentThenThereAreNoKeys() {
        for (var path : List.of("/moved", "/nothing")) {
            assertThatThrownBy(() -> find(keys(path, Duration.ofMillis(100)), "key-1"))
                    .isInstanceOf(KeySourceException.class);
        }
    }

    private PublishedKeys keys(String path, Duration interval) throws MalformedURLException {
        var checks = new TokenChecks(Duration.ZERO, FRESH, interval, TIMEOUT, 0, null, null);
        return new PublishedKeys(URI.create(issuer.issuer() + path).toURL(), checks);
    }

    private static List<JWK> find(PublishedKeys keys, String kid) throws KeySourceException {
        return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(kid).build()), null);
    }
}
