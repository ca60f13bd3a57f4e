package dev.gatehouse.auth.key;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;

/**
 * A whole access token against the bare signature of the same provider over as many bytes. How to run
 * it, and what came out, is in docs/performance.md.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 6, time = 2)
@Fork(2)
public class TokenEncodingBenchmark {

    @Param({"ES256", "RS256", "EdDSA"})
    private SigningAlgorithm algorithm;

    private TokenEncoder encoder;
    private JwtEncoderParameters parameters;
    private Signature signature;
    private byte[] input;

    @Setup
    public void keyAndClaims() throws Exception {
        var jwk = algorithm.generate();
        PrivateKey key = Jwks.privateKey(jwk);
        var set = KeySet.of(List.of(new SigningKey(
                jwk.toPublicJWK(), algorithm, SigningKey.State.ACTIVE, new PooledSigner(algorithm, key))));
        encoder = new TokenEncoder(() -> set);
        var now = Instant.now();
        var claims = JwtClaimsSet.builder()
                .issuer("https://auth.example.org")
                .subject("0190a7e2-0000-7000-8000-000000000001")
                .audience(List.of("https://api.example.org"))
                .issuedAt(now)
                .expiresAt(now.plusSeconds(300))
                .id("AZCn4gAAcACAAAAAAAAAAbl8YQ3kq0x2mS9z")
                .claim("client_id", "web-client")
                .claim("scope", "openid profile email notes.read notes.write")
                .claim("auth_time", now.getEpochSecond())
                .claim("acr", "urn:gatehouse:acr:1")
                .claim("amr", List.of("pwd"))
                .claim(
                        "status",
                        Map.of(
                                "status_list",
                                Map.of(
                                        "idx",
                                        412_345,
                                        "uri",
                                        "https://auth.example.org/statuslists/0190a7e2-0000-7000-8000-000000000002")))
                .build();
        parameters = JwtEncoderParameters.from(
                JwsHeader.with(algorithm).type("at+jwt").build(), claims);
        signature = algorithm.signing(key);
        var token = encoder.encode(parameters).getTokenValue();
        input = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    }

    @Benchmark
    public Object token() {
        return encoder.encode(parameters);
    }

    @Benchmark
    public byte[] bareSignature() throws Exception {
        signature.update(input);
        return signature.sign();
    }
}
