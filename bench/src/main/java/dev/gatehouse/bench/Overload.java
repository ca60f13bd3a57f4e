package dev.gatehouse.bench;

import java.time.Duration;

/** Asks for twice as much as the server was just seen to do, for a while, and looks at what it does then. */
final class Overload {

    private static final int CAPACITY_CONNECTIONS = 64;
    private static final int CONNECTIONS = 1_000;

    private final Provider provider;
    private final Progress progress;

    Overload(Provider provider, Progress progress) {
        this.provider = provider;
        this.progress = progress;
    }

    /**
     * What was seen.
     *
     * @param before what the server did when it was asked for as much as it could do
     * @param flood what it did when it was asked for twice as much
     * @param after what it did a while later
     */
    record Outcome(String target, Measurement before, Flood.Outcome flood, Measurement after) {}

    Outcome run(Duration warmUp, Duration window) throws InterruptedException {
        var before = capacity(warmUp);
        var flood = new Flood(provider, CONNECTIONS, Math.round(before.perSecond() * 2), window).run(progress);
        var after = capacity(Duration.ofSeconds(2));
        return new Outcome(provider.target().name(), before, flood, after);
    }

    private Measurement capacity(Duration warmUp) throws InterruptedException {
        return new Load(Workload.CLIENT_CREDENTIALS, provider, CAPACITY_CONNECTIONS, progress)
                .run(0, warmUp, Duration.ofSeconds(10));
    }
}
