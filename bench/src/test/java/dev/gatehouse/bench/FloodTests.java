package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.StubServer.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FloodTests {

    private final long began = System.nanoTime();

    @Test
    void latencyCountsFromTheTimeAtWhichARequestWasDue() throws Exception {
        try (var server = new StubServer(_ -> {
            var now = millisSinceBegin();
            return after(now > 500 && now < 1500 ? 1500 - now : 1);
        })) {
            var seen = new Flood(server.provider(), 4, 100, Duration.ofSeconds(2)).run(new Progress());

            assertThat(seen.accepted().getTotalCount()).isEqualTo(200);
            // Half of them were due while no answer came, and waited half of that second on average.
            assertThat(seen.accepted().getValueAtPercentile(75)).isGreaterThan(350_000);
            assertThat(seen.late()).isGreaterThan(50);
            assertThat(seen.unsent()).isZero();
        }
    }

    @Test
    void whoWaitsForAnAnswerHoldsNoOtherRequestUp() throws Exception {
        try (var server = new StubServer(request -> after(request == 1 ? 900 : 1))) {
            var seen = new Flood(server.provider(), 2, 20, Duration.ofSeconds(1)).run(new Progress());

            assertThat(seen.accepted().getTotalCount()).isEqualTo(20);
            assertThat(seen.accepted().getValueAtPercentile(80)).isLessThan(300_000);
        }
    }

    @Test
    void whatIsNotSentInTheWindowIsTold() throws Exception {
        try (var server = new StubServer(_ -> after(300))) {
            var seen = new Flood(server.provider(), 2, 100, Duration.ofSeconds(1)).run(new Progress());

            assertThat(seen.accepted().getTotalCount()).isEqualTo(server.requests());
            assertThat(seen.unsent()).isEqualTo(100 - server.requests()).isGreaterThan(80);
        }
    }

    @Test
    void connectionsThatTheServerEndsAreTold() throws Exception {
        try (var server = new StubServer(_ -> Reply.ANSWER_AND_END_AS_ANNOUNCED)) {
            var seen = new Flood(server.provider(), 1, 10, Duration.ofSeconds(1)).run(new Progress());

            assertThat(seen.errors()).isEmpty();
            assertThat(seen.endings()).isEqualTo(server.requests()).isPositive();
        }
    }

    private long millisSinceBegin() {
        return (System.nanoTime() - began) / 1_000_000;
    }

    private static Reply after(long millis) throws InterruptedException {
        Thread.sleep(millis);
        return Reply.ANSWER;
    }
}
