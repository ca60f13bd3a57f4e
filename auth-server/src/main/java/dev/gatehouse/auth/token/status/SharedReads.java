package dev.gatehouse.auth.token.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions that come at the same moment with one reading. Each is read after it was asked, so nobody gets an
 * old answer; who comes while a reading is under way waits for it, and goes with the next. Not for callers that hold a
 * connection already: they would wait for others who want one.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
final class SharedReads<Q, A> {

    /** More would only make all wait for the slowest. */
    private static final int MOST_AT_ONCE = 128;

    private final Function<List<Q>, List<A>> reading;
    private final Queue<Asked<Q, A>> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();

    /**
     * Makes it.
     *
     * @param reading gives the answers in the order of the questions
     */
    SharedReads(Function<List<Q>, List<A>> reading) {
        this.reading = reading;
    }

    private static final class Asked<Q, A> {

        private final Q question;
        private @Nullable A answer;
        private @Nullable RuntimeException failure;

        Asked(Q question) {
            this.question = question;
        }

        private boolean isOpen() {
            return answer == null && failure == null;
        }
    }

    /** Returns the answer; throws what the reading threw. */
    A answer(Q question) {
        var mine = new Asked<Q, A>(question);
        waiting.add(mine);
        turn.lock();
        try {
            while (mine.isOpen()) {
                readNext();
            }
        } finally {
            turn.unlock();
        }
        if (mine.answer == null) {
            throw Objects.requireNonNull(mine.failure);
        }
        return mine.answer;
    }

    private void readNext() {
        var asked = new ArrayList<Asked<Q, A>>();
        for (var next = waiting.poll(); next != null; next = asked.size() < MOST_AT_ONCE ? waiting.poll() : null) {
            asked.add(next);
        }
        try {
            var answers =
                    reading.apply(asked.stream().map(each -> each.question).toList());
            for (int index = 0; index < asked.size(); index++) {
                asked.get(index).answer = answers.get(index);
            }
        } catch (RuntimeException failure) {
            asked.forEach(each -> each.failure = failure);
        } catch (Error error) {
            var failure = new IllegalStateException("The reading broke off", error);
            asked.forEach(each -> each.failure = failure);
            throw error;
        }
    }
}
