package dev.gatehouse.auth.client.authentication;

import dev.gatehouse.auth.BenchmarkNode;
import dev.gatehouse.auth.Parties;
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
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;

/** What it takes to know a client by its secret: a remembered record and one hash. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ClientAuthenticationBenchmark {

    private ClientAuthentication authentication;

    @Setup
    public void client(BenchmarkNode node) {
        authentication = node.part(ClientAuthentication.class);
    }

    @Benchmark
    public Authentication secret() {
        return authentication.authenticate(new OAuth2ClientAuthenticationToken(
                "machine", ClientAuthenticationMethod.CLIENT_SECRET_BASIC, Parties.SECRET, Map.of()));
    }
}
