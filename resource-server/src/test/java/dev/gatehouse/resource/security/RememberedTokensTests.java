package dev.gatehouse.resource.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.resource.IssuerDouble;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;

class RememberedTokensTests {

    private static final Duration FRESH = Duration.ofMillis(400);

    private final IssuerDouble issuer = new IssuerDouble();
    private final AtomicInteger checked = new AtomicInteger();
    private final AtomicBoolean revoked = new AtomicBoolean();

    @Test
    void signatureIsCheckedOnceAndTheRulesEachTime() throws MalformedURLException {
        var tokens = tokens(10);
        tokens.decode("one");
        tokens.decode("one");
        assertThat(checked).hasValue(1);
        tokens.decode("another");
        assertThat(checked).hasValue(2);

        revoked.set(true);
        assertThatThrownBy(() -> tokens.decode("one"))
                .isInstanceOf(JwtValidationException.class)
                .hasMessage("The token was revoked");
        assertThat(checked).hasValue(2);
    }

    @Test
    void whenTheKeyIsNotPublishedAnyMoreTheSignatureIsCheckedAgain() throws Exception {
        var tokens = tokens(10);
        tokens.decode("one");
        issuer.replaceKey(IssuerDouble.generate(issuer.key().getKeyID()));
        Thread.sleep(FRESH.multipliedBy(2));
        tokens.decode("one");
        assertThat(checked).hasValue(2);
    }

    @Test
    void whenNoneIsRememberedEverySignatureIsChecked() throws MalformedURLException {
        var tokens = tokens(0);
        for (int call = 0; call < 50; call++) {
            tokens.decode("token " + call % 2);
        }
        assertThat(checked).hasValueGreaterThan(40);
    }

    private RememberedTokens tokens(int most) throws MalformedURLException {
        var checks =
                new TokenChecks(Duration.ZERO, FRESH, Duration.ofMillis(100), Duration.ofMillis(100), most, null, null);
        return new RememberedTokens(
                this::decode,
                new PublishedKeys(URI.create(issuer.issuer() + "/oauth2/jwks").toURL(), checks),
                _ -> revoked.get()
                        ? OAuth2TokenValidatorResult.failure(BearerTokenErrors.invalidToken("The token was revoked"))
                        : OAuth2TokenValidatorResult.success(),
                most);
    }

    private Jwt decode(String value) {
        checked.incrementAndGet();
        return Jwt.withTokenValue(value)
                .header("kid", issuer.key().getKeyID())
                .subject("somebody")
                .build();
    }
}
