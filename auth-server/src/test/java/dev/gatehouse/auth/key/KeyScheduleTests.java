package dev.gatehouse.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is due, and when. */
class KeyScheduleTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration AHEAD = Duration.ofMinutes(3);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final KeySettings SETTINGS = settings(Duration.ofDays(90), Duration.ofMinutes(1));

    private final KeySchedule schedule = new KeySchedule(SETTINGS, LONGEST);

    @Test
    void nextWhenThereIsNoKeyThenOneIsMadeThatSignsAtOnce() {
        assertThat(schedule.next(List.of(), START)).hasValue(new KeySchedule.Step.Make(SigningAlgorithm.ES256, true));
    }

    @Test
    void nextWhenKeyNearsItsEndThenSuccessorIsPublishedAheadAndNotBefore() {
        var keys = List.of(active("a", START), activeRsa());
        var publishAt = START.plus(Duration.ofDays(90)).minus(AHEAD);

        assertThat(schedule.next(keys, publishAt.minusSeconds(1))).isEmpty();
        assertThat(schedule.next(keys, publishAt)).hasValue(new KeySchedule.Step.Make(SigningAlgorithm.ES256, false));
    }

    @Test
    void nextWhenSuccessorWasPublishedLateThenItStillWaitsUntilEverybodyHasSeenIt() {
        var late = START.plus(Duration.ofDays(200));
        var keys = List.of(pending("b", late), active("a", START), activeRsa(late));

        assertThat(schedule.next(keys, late.plus(AHEAD).minusSeconds(1))).isEmpty();
        assertThat(schedule.next(keys, late.plus(AHEAD))).hasValue(new KeySchedule.Step.Promote("b", "a"));
    }

    @Test
    void nextWhenSuccessorWasPublishedByHandThenItSignsOnceEverybodyHasSeenIt() {
        var keys = List.of(pending("b", START), active("a", START), activeRsa());

        assertThat(schedule.next(keys, START.plus(AHEAD).minusSeconds(1))).isEmpty();
        assertThat(schedule.next(keys, START.plus(AHEAD))).hasValue(new KeySchedule.Step.Promote("b", "a"));
    }

    @Test
    void nextWhenKeyIsRetiringThenItStaysUntilNothingItSignedIsInForce() {
        var retiring = new StoredKey(
                "a", SigningAlgorithm.ES256, SigningKey.State.RETIRING, START, START, START.plusSeconds(5));
        var keys = List.of(active("b", START), activeRsa(), retiring);
        var end = START.plusSeconds(5).plus(LONGEST).plus(Duration.ofMinutes(2));

        assertThat(schedule.next(keys, end.minusSeconds(1))).isEmpty();
        assertThat(schedule.next(keys, end)).hasValue(new KeySchedule.Step.Retire("a"));
    }

    @Test
    void nextWhenAlgorithmIsNoLongerWantedThenItsKeyCeasesToSign() {
        var keys = List.of(
                active("a", START),
                activeRsa(),
                new StoredKey(
                        "p",
                        SigningAlgorithm.PS256,
                        SigningKey.State.ACTIVE,
                        START,
                        START.minus(Duration.ofDays(89)),
                        null));

        // Not before its time: another node, started with other settings, may still want it.
        assertThat(schedule.next(keys, START)).isEmpty();
        assertThat(schedule.next(keys, START.plus(Duration.ofDays(1)))).hasValue(new KeySchedule.Step.Withdraw("p"));
    }

    @Test
    void settingsWhenContradictoryThenRefused() {
        assertThatThrownBy(() -> settings(Duration.ofMinutes(3), Duration.ofMinutes(1)))
                .isInstanceOf(UnfitSetting.class)
                .hasMessageContaining("rotation-interval");
        assertThatThrownBy(() -> new KeySettings(
                        List.of(SigningAlgorithm.ES256),
                        Duration.ofDays(1),
                        Duration.ofMinutes(1),
                        Duration.ZERO,
                        null))
                .hasMessageContaining("RS256");
    }

    private static KeySettings settings(Duration interval, Duration maxAge) {
        return new KeySettings(
                List.of(SigningAlgorithm.ES256, SigningAlgorithm.RS256), interval, maxAge, Duration.ofMinutes(2), null);
    }

    private static StoredKey active(String kid, Instant at) {
        return key(kid, SigningAlgorithm.ES256, SigningKey.State.ACTIVE, at, at);
    }

    /** Never due in these tests. */
    private static StoredKey activeRsa() {
        return activeRsa(START.plus(Duration.ofDays(50)));
    }

    private static StoredKey activeRsa(Instant at) {
        return key("r", SigningAlgorithm.RS256, SigningKey.State.ACTIVE, at, at);
    }

    private static StoredKey pending(String kid, Instant at) {
        return key(kid, SigningAlgorithm.ES256, SigningKey.State.PENDING, at, null);
    }

    private static StoredKey key(
            String kid, SigningAlgorithm algorithm, SigningKey.State state, Instant at, @Nullable Instant activeAt) {
        return new StoredKey(kid, algorithm, state, at, activeAt, null);
    }
}
