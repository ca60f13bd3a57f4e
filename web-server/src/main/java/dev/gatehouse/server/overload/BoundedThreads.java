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

    private final Semaphore free;
    private final Queue<Runnable> unread = new ConcurrentLinkedQueue<>();
    private final Thread.Builder threads = Thread.ofVirtual().name("tomcat-handler-", 0);

    BoundedThreads(int most) {
        this.free = new Semaphore(most);
    }

    @Override
    public void execute(Runnable task) {
        unread.add(task);
        startNext();
    }

    /** Whether somebody waits because all threads are taken. */
    boolean areAllTaken() {
        return free.availablePermits() == 0 && !unread.isEmpty();
    }

    private void startNext() {
        // Whoever adds a task while all threads are taken may rely on the one that ends next to look here.
        while (!unread.isEmpty() && free.tryAcquire()) {
            var next = unread.poll();
            if (next == null) {
                free.release();
            } else {
                threads.start(() -> run(next));
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } finally {
            free.release();
            startNext();
        }
    }
}
