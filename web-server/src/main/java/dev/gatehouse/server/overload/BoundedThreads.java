package dev.gatehouse.server.overload;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * A virtual thread for each request, but not for more at a time than there is memory for: one that has been read takes
 * some hundred kilobytes with all its buffers. The others stay unread on their connections, which the server has counted
 * already, and cost next to nothing.
 */
final class BoundedThreads implements Executor {

    /** Of all that may have been read, this part more. */
    private static final int ASIDE = 8;

    private final int most;
    private final Semaphore free;
    private final Semaphore aside;

    /** Each goes on, with the permit that was there for it, when it is run. */
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    private final Thread.Builder threads = Thread.ofVirtual().name("tomcat-handler-", 0);

    BoundedThreads(int most) {
        this.most = most;
        this.free = new Semaphore(most);
        this.aside = new Semaphore(Math.max(1, most / ASIDE));
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(() -> threads.start(() -> run(task)));
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
            Thread.yield();
            return true;
        }
        if (!aside.tryAcquire()) {
            return false;
        }
        var turn = new Semaphore(0);
        waiting.add(turn::release);
        free.release();
        goOn();
        turn.acquireUninterruptibly();
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
        // Whoever comes while all threads are taken may rely on the one that ends next to look here.
        while (!waiting.isEmpty() && free.tryAcquire()) {
            var next = waiting.poll();
            boolean goesOn = false;
            try {
                if (next != null) {
                    next.run();
                    goesOn = true;
                }
            } finally {
                if (!goesOn) {
                    free.release();
                }
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } finally {
            free.release();
            goOn();
        }
    }
}
