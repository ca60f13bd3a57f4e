package dev.gatehouse.auth.token;

import dev.gatehouse.auth.BenchmarkNode;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.key.TokenEncoder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to tell one of our own tokens from others: one that was seen before, and one that never was. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TokenDecodingBenchmark {

    /** More than a node remembers by far, so that hardly any is still known when its turn comes again. */
    private static final int TOKENS = 60_000;

    private final String[] tokens = new String[TOKENS];
    private IssuedTokens issued;
    private int next;

    @Setup
    public void tokens(BenchmarkNode node) {
        issued = node.part(IssuedTokens.class);
        var encoder = node.part(TokenEncoder.class);
        var now = Instant.now();
        for (int token = 0; token < TOKENS; token++) {
            var claims = new HashMap<String, Object>(Map.of(
                    "iss",
                    node.part(Issuer.class).issuer(),
                    "sub",
                    "0190a7e2-0000-7000-8000-000000000001",
                    "aud",
                    List.of("https://api.example.org"),
                    "iat",
                    now,
                    "exp",
                    now.plusSeconds(3_600),
                    "jti",
                    "token-" + token,
                    "client_id",
                    "web-client",
                    "scope",
                    "openid profile email notes.read notes.write"));
            tokens[token] = encoder.encode(SigningAlgorithm.ES256, Map.of("typ", "JWT"), claims);
        }
    }

    @Benchmark
    public Object seenBefore() {
        return issued.idToken(tokens[0]);
    }

    @Benchmark
    public Object neverSeen() {
        next = (next + 1) % TOKENS;
        return issued.idToken(tokens[next]);
    }
}
