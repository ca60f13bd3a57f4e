package dev.gatehouse.server.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BacklogTests {

    private static final int MANY = 1_000;

    private final Backlog backlog = new Backlog(Duration.ofMillis(200));

    @Test
    void aBurstWaitsAndALongOneIsRefused() throws InterruptedException {
        assertThat(refused(Duration.ofMillis(300))).isZero();
        Thread.sleep(300);

        assertThat(refused(Duration.ofMillis(300))).isEqualTo(MANY);
    }

    /** Those who come as soon as they were served will come again and again. */
    @Test
    void whoWasServedJustNowIsAskedForLessPatience() throws InterruptedException {
        for (int request = 0; request < MANY; request++) {
            backlog.isTooLate(Duration.ofMillis(300).toNanos(), true, 2 * Backlog.FEW);
        }
        Thread.sleep(30);

        assertThat(backlog.isTooLate(Duration.ofMillis(300).toNanos(), true, 2 * Backlog.FEW))
                .isTrue();
    }

    @Test
    void whoHasHardlyWaitedIsLetInWhateverOthersDid() throws InterruptedException {
        overload();

        assertThat(backlog.isTooLate(Duration.ofMillis(1).toNanos(), false, 2 * Backlog.FEW))
                .isFalse();
    }

    /** Those who are served at once let who came first wait; he is not to be served after all others. */
    @Test
    void underOverloadWhoWaitedLongIsRefusedAlsoWhereFewWait() throws InterruptedException {
        overload();

        assertThat(backlog.isTooLate(Duration.ofMillis(300).toNanos(), false, Backlog.FEW))
                .isTrue();
        backlog.refused(Backlog.FEW);
        Thread.sleep(1_100);
        assertThat(refused(Duration.ofMillis(300), Backlog.FEW)).isZero();
    }

    @Test
    void whenNobodyWasRefusedForASecondAllIsAsBefore() throws InterruptedException {
        overload();
        Thread.sleep(700);
        backlog.refused(2 * Backlog.FEW);
        Thread.sleep(700);
        assertThat(refused(Duration.ofMillis(300))).isEqualTo(MANY);

        Thread.sleep(1_100);
        assertThat(refused(Duration.ofMillis(300))).isZero();
        assertThat(backlog.isNewestNext(1)).isFalse();
    }

    @Test
    void whereFewWaitItIsNoOverload() throws InterruptedException {
        refused(Duration.ofMillis(300), Backlog.FEW);
        Thread.sleep(300);
        refused(Duration.ofMillis(300), Backlog.FEW);

        assertThat(newest(Backlog.FEW)).isZero();
    }

    /** Where somebody is to be refused, that is who came first. */
    @Test
    void underOverloadWhoCameLastGoesOnUnlessTooManyWait() throws InterruptedException {
        overload();

        assertThat(newest(Backlog.FEW)).isBetween(MANY * 7 / 10, MANY * 9 / 10);
        assertThat(newest(Backlog.FEW + 1)).isBetween(MANY / 10, MANY * 3 / 10);
    }

    private int newest(int waiting) {
        return Math.toIntExact(IntStream.range(0, MANY)
                .filter(_ -> backlog.isNewestNext(waiting))
                .count());
    }

    /** One that waited long among many that did not is no burst. */
    @Test
    void singleLongWaitsAreNoOverload() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            backlog.isTooLate(Duration.ofMillis(300).toNanos(), false, 2 * Backlog.FEW);
            refused(Duration.ZERO);
            Thread.sleep(50);
        }
        assertThat(backlog.isTooLate(Duration.ofMillis(300).toNanos(), false, 2 * Backlog.FEW))
                .isFalse();
    }

    private void overload() throws InterruptedException {
        refused(Duration.ofMillis(300));
        Thread.sleep(300);
        assertThat(refused(Duration.ofMillis(300))).isPositive();
    }

    private int refused(Duration waited) {
        return refused(waited, 2 * Backlog.FEW);
    }

    private int refused(Duration waited, int others) {
        return Math.toIntExact(IntStream.range(0, MANY)
                .filter(_ -> backlog.isTooLate(waited.toNanos(), false, others))
                .count());
    }
}
