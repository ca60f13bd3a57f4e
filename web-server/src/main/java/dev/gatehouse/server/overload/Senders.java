package dev.gatehouse.server.overload;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * The connections whose request is still on its way. Whoever sends slowly holds memory, and a thread once the head of the
 * request is there: a thousand who send a byte now and then could keep all others out. So a request has a time by which
 * it must have come, those who have sent half a head are bounded in number, and when all threads are taken, nobody keeps
 * one for longer than a moment by sending slowly. An honest request is there within milliseconds.
 */
final class Senders {

    private static final Duration WHOLE_REQUEST = Duration.ofSeconds(10);
    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private static final ThreadLocal<@Nullable Sender> CURRENT = new ThreadLocal<>();

    /** Those who have a thread. */
    private final Set<Sender> received = ConcurrentHashMap.newKeySet();

    /** Those who have sent half a head, and none. */
    private final Map<SocketWrapperBase<NioChannel>, Sender> parked = new ConcurrentHashMap<>();

    private final int mostParked;

    Senders(int mostParked) {
        this.mostParked = mostParked;
    }

    /** One who sends. */
    static final class Sender {

        private final @Nullable SocketChannel channel;
        private volatile long since = System.nanoTime();
        private volatile @Nullable Thread thread;
        private volatile boolean isServed;

        private Sender(SocketWrapperBase<NioChannel> connection) {
            this.channel = connection.getSocket().getIOChannel();
        }

        private boolean takes(Duration longer, long now) {
            return now - since > longer.toNanos();
        }

        /** Whether the thread waits for bytes: before a request is served, there is nothing else to wait for with a limit. */
        private boolean isAwaited() {
            var reading = thread;
            return !isServed && reading != null && reading.getState() == Thread.State.TIMED_WAITING;
        }

        /**
         * Reads nothing more from the connection: whoever waits for more of the request sees its end, and ends the
         * connection in order.
         */
        private void end() {
            try {
                if (channel != null) {
                    channel.shutdownInput();
                }
            } catch (IOException _) {
                // It has ended by itself.
            }
        }
    }

    /** Says that the request of this thread is there, whole; it is no longer the sender who takes time. */
    static void serve() {
        var sender = CURRENT.get();
        if (sender != null) {
            sender.isServed = true;
        }
    }

    /** Says that the request of this thread was answered. What may still come is the rest of its body, or the next. */
    static void serveNoMore() {
        var sender = CURRENT.get();
        if (sender != null) {
            sender.since = System.nanoTime();
            sender.isServed = false;
        }
    }

    /** Reads from a connection, and answers what it has sent, as far as it has. */
    void receive(SocketWrapperBase<NioChannel> connection, Runnable work) {
        var before = parked.remove(connection);
        var sender = before == null ? new Sender(connection) : before;
        sender.thread = Thread.currentThread();
        received.add(sender);
        CURRENT.set(sender);
        try {
            work.run();
        } finally {
            CURRENT.remove();
            received.remove(sender);
            if (hasHalf(connection)) {
                park(connection, sender);
            }
        }
    }

    private static boolean hasHalf(SocketWrapperBase<NioChannel> connection) {
        return connection.getCurrentProcessor() instanceof Processor processor
                && !processor.isUpgrade()
                && !processor.isAsync();
    }

    private void park(SocketWrapperBase<NioChannel> connection, Sender sender) {
        parked.put(connection, sender);
        if (parked.size() > mostParked) {
            parked.entrySet().stream()
                    .sorted(Comparator.comparingLong(each -> each.getValue().since))
                    .limit(Math.max(1, mostParked / 4))
                    .forEach(each -> end(each.getKey(), each.getValue()));
        }
    }

    private void end(SocketWrapperBase<NioChannel> connection, Sender sender) {
        if (parked.remove(connection, sender)) {
            sender.end();
        }
    }

    /** Ends those who have been too slow, until the thread is interrupted. */
    void watch(BooleanSupplier allThreadsAreTaken) {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                endTheSlow(allThreadsAreTaken.getAsBoolean() ? MOMENT : WHOLE_REQUEST);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void endTheSlow(Duration longest) {
        var now = System.nanoTime();
        for (var sender : received) {
            if (sender.takes(longest, now) && sender.isAwaited()) {
                sender.end();
            }
        }
        parked.forEach((connection, sender) -> {
            if (connection.isClosed() || sender.takes(WHOLE_REQUEST, now)) {
                end(connection, sender);
            }
        });
    }
}
