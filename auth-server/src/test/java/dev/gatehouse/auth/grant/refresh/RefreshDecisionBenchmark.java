package dev.gatehouse.auth.grant.refresh;

import dev.gatehouse.auth.BenchmarkNode;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.auth.token.OpaqueToken;
import java.time.Duration;
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
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * What it takes to decide about a refresh token, PostgreSQL with its commits included: to spend the current one, and to
 * see that one is of no use.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RefreshDecisionBenchmark {

    private static final Duration LIFE = Duration.ofDays(14);

    private RefreshFamilies families;
    private String clientId;
    private String current;
    private final String unknown = OpaqueToken.Kind.REFRESH_TOKEN.generate().value();

    @Setup
    public void family(BenchmarkNode node) {
        families = node.part(RefreshFamilies.class);
        var client = node.part(RegisteredClientRepository.class).findByClientId("confidential");
        clientId = client.getId();
        current = node.app("confidential", "openid notes.read")
                .signIn(Parties.ADA, Parties.ADA_PASSWORD)
                .text("refresh_token");
    }

    @Benchmark
    public Object spend() {
        var rotated = families.rotate(current, clientId, null, null, LIFE).orElseThrow();
        current = rotated.successor().value();
        return rotated;
    }

    @Benchmark
    public Object unknown() {
        return families.examine(unknown, clientId, null);
    }
}
