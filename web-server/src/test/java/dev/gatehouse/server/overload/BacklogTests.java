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

    @Test
    void whoHasHardlyWaitedIsLetInWhateverOthersDid() throws InterruptedException {
        overload();

        assertThat(backlog.isTooLate(Duration.ofMillis(1).toNanos(), 2 * Backlog.FEW))
                .isFalse();
    }

    @Test
    void whereFewWaitNobodyIsRefused() throws InterruptedException {
        overload();

        assertThat(backlog.isTooLate(Duration.ofMillis(300).toNanos(), Backlog.FEW))
                .isFalse();
    }

    @Test
    void whenNobodyWasRefusedForASecondAllIsAsBefore() throws InterruptedException {
        overload();
        Thread.sleep(700);
        backlog.refused();
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
            backlog.isTooLate(Duration.ofMillis(300).toNanos(), 2 * Backlog.FEW);
            refused(Duration.ZERO);
            Thread.sleep(50);
        }
        assertThat(backlog.isTooLate(Duration.ofMillis(300).toNanos(), 2 * Backlog.FEW))
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
                .filter(_ -> backlog.isTooLate(waited.toNanos(), others))
                .count());
    }
}
