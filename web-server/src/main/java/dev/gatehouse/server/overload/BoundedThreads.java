package dev.gatehouse.server.overload;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread for each request, but not for more at a time than there is memory for: one that has been read takes
 * some hundred kilobytes with all its buffers. The others stay unread on their connections, which the server has counted
 * already, and cost next to nothing. Nor is a thread started long before a processor has time for it: the scheduler of
 * virtual threads knows no order, and here whoever came first goes on first, or who came last if others say so.
 */
final class BoundedThreads implements Executor {

    /** Of all that may have been read, this part more. */
    private static final int ASIDE = 8;

    private static final long BRIEFLY = 1_000;

    private static final ThreadLocal<@Nullable BoundedThreads> STARTING = new ThreadLocal<>();

    private final int most;
    private final Semaphore free;
    private final Semaphore aside;
    private final Semaphore starting = new Semaphore(Runtime.getRuntime().availableProcessors());

    private final Deque<Waiting> waiting = new ConcurrentLinkedDeque<>();

    private final AtomicInteger length = new AtomicInteger();

    private final IntPredicate newestNext;

    private final Thread.Builder threads = Thread.ofVirtual().name("tomcat-handler-", 0);

    BoundedThreads(int most, IntPredicate newestNext) {
        this.most = most;
        this.newestNext = newestNext;
        this.free = new Semaphore(most);
        this.aside = new Semaphore(Math.max(1, most / ASIDE));
    }

    /** A task during which no other one with the same lock may run. */
    interface Exclusive extends Runnable {

        Lock lock();
    }

    /** One who waits. */
    private sealed interface Waiting {}

    /** Nobody has begun with it. */
    private record Unbegun(Runnable task) implements Waiting {}

    /** A thread stands aside until there is a permit for it. */
    private record Aside(Semaphore turn) implements Waiting {}

    @Override
    public void execute(Runnable task) {
        waiting.addLast(new Unbegun(task));
        length.incrementAndGet();
        goOn();
    }

    /**
     * Takes the task that has waited for the longest away, if nobody has begun with it and the caller will have it.
     *
     * @param taken says whether it is done; if not, it stays first
     */
    void takeOldest(Predicate<Runnable> taken) {
        if (waiting.peekFirst() instanceof Unbegun && waiting.pollFirst() instanceof Waiting oldest) {
            if (oldest instanceof Unbegun(var task) && taken.test(task)) {
                length.decrementAndGet();
            } else {
                waiting.addFirst(oldest);
                goOn();
            }
        }
    }

    int waiting() {
        return length.get();
    }

    /**
     * Says that the calling thread has got a processor and is at work, or is about to wait for others, so that another one
     * may be started. Nothing may wait before this was said: as many who did as there are processors would stop us all.
     */
    static void started() {
        var threads = STARTING.get();
        if (threads != null) {
            STARTING.remove();
            threads.letStart();
        }
    }

    /** Whoever waits for another one is not about to use a processor. */
    private static void runAlone(Exclusive task) {
        var lock = task.lock();
        if (!lock.tryLock()) {
            started();
            lock.lock();
        }
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    private void letStart() {
        starting.release();
        goOn();
    }

    /**
     * Lets those go on who wait, and then the calling thread, which must be one of these, when its turn has come again.
     * Meanwhile it holds what it has read, but no permit; so only a few may stand aside at a time.
     *
     * @return whether others could go on; if not, the caller should soon be done for good
     */
    boolean letOthersOn() {
        if (waiting.isEmpty()) {
            // To yield would let on only those whom this carrier has in line, and nobody whom a timer or a socket
            // wakes.
            LockSupport.parkNanos(BRIEFLY);
            return true;
        }
        if (!aside.tryAcquire()) {
            return false;
        }
        var turn = new Semaphore(0);
        waiting.addLast(new Aside(turn));
        length.incrementAndGet();
        free.release();
        goOn();
        turn.acquireUninterruptibly();
        letStart();
        aside.release();
        return true;
    }

    /** Whether somebody waits because all threads are taken. */
    boolean areAllTaken() {
        return free.availablePermits() == 0 && !waiting.isEmpty();
    }

    /** Whether nobody is at work, and nobody waits. */
    boolean areAllFree() {
        return free.availablePermits() == most && waiting.isEmpty();
    }

    private void goOn() {
        while (!waiting.isEmpty() && takePermits()) {
            var next = next();
            boolean goesOn = false;
            try {
                if (next != null) {
                    letOn(next);
                    goesOn = true;
                }
            } finally {
                if (!goesOn) {
                    free.release();
                    starting.release();
                }
            }
        }
    }

    private void letOn(Waiting next) {
        switch (next) {
            case Unbegun(var task) -> threads.start(() -> run(task));
            case Aside(var turn) -> turn.release();
        }
    }

    private @Nullable Waiting next() {
        var next = newestNext.test(length.get()) ? waiting.pollLast() : waiting.pollFirst();
        if (next != null) {
            length.decrementAndGet();
        }
        return next;
    }

    /**
     * Takes both, or none. Whoever comes while there are none may rely on the one that gives its own back next to look
     * here; and so may who failed for what was only held by another one that failed.
     */
    private boolean takePermits() {
        while (free.availablePermits() > 0 && starting.availablePermits() > 0) {
            if (free.tryAcquire()) {
                if (starting.tryAcquire()) {
                    return true;
                }
                free.release();
            }
        }
        return false;
    }

    private void run(Runnable task) {
        STARTING.set(this);
        try {
            if (task instanceof Exclusive exclusive) {
                runAlone(exclusive);
            } else {
                task.run();
            }
        } finally {
            free.release();
            started();
            goOn();
        }
    }
}
