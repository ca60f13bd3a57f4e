package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.StubServer.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadTests {

    private static final int CONNECTIONS = 2;
    private static final Duration WARM_UP = Duration.ofMillis(200);
    private static final Duration WINDOW = Duration.ofMillis(600);
    private static final Duration LONG = Duration.ofMillis(1500);

    private final long began = System.nanoTime();

    @Test
    void whatIsOpenAtTheEndCountsWithItsTimeButNotAsDone() throws Exception {
        try (var server = new StubServer(_ -> afterAPause(isLate() ? LONG : Duration.ZERO))) {
            var seen = measure(server);

            assertThat(seen.millis(100)).isGreaterThanOrEqualTo(LONG.toMillis());
            assertThat(seen.done()).isEqualTo(seen.latencies().getTotalCount() - CONNECTIONS);
            assertThat(seen.errors()).isEmpty();
        }
    }

    @Test
    void whatIsOpenAtTheEndAndNeverAnsweredIsAnErrorToo() throws Exception {
        try (var server = new StubServer(_ -> {
            var late = isLate();
            afterAPause(late ? LONG : Duration.ZERO);
            return late ? Reply.END : Reply.ANSWER;
        })) {
            var seen = measure(server);

            assertThat(seen.millis(100)).isGreaterThanOrEqualTo(LONG.toMillis());
            assertThat(seen.errors()).isEqualTo(Map.of("The connection ended", (long) CONNECTIONS));
        }
    }

    @Test
    void whatWasAskedBeforeTheWindowAndIsOpenInItCounts() throws Exception {
        try (var server = new StubServer(_ -> afterAPause(LONG))) {
            var seen = measure(server);

            assertThat(seen.latencies().getTotalCount()).isEqualTo(CONNECTIONS);
            assertThat(seen.perSecond()).isZero();
        }
    }

    @Test
    void whatTheServerCutsIsAnErrorAndConnectionsThatItEndsAreTold() throws Exception {
        try (var server = new StubServer(request -> switch (request % 10) {
            case 0 -> Reply.END;
            case 5 -> Reply.ANSWER_AND_END_AS_ANNOUNCED;
            default -> afterAPause(Duration.ZERO);
        })) {
            var seen = measure(server);

            assertThat(seen.errorCount()).isPositive();
            assertThat(seen.endings()).isPositive();
            assertThat(Report.json(seen)).containsEntry("connectionsEnded", seen.endings());
            assertThat(Report.of(List.of(seen)).table()).contains("others were opened: " + seen.endings());
        }
    }

    private boolean isLate() {
        return System.nanoTime() - began > WARM_UP.plus(WINDOW.dividedBy(2)).toNanos();
    }

    private static Reply afterAPause(Duration pause) throws InterruptedException {
        Thread.sleep(pause.plusMillis(1));
        return Reply.ANSWER;
    }

    private static Measurement measure(StubServer server) throws InterruptedException {
        return new Load(Workload.DISCOVERY, server.provider(), CONNECTIONS, new Progress()).run(1, WARM_UP, WINDOW);
    }
}
