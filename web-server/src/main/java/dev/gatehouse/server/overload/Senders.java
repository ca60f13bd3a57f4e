package dev.gatehouse.server.overload;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * The connections whose request is still on its way. Whoever sends slowly holds memory, and a thread once the head of the
 * request is there: a thousand who send a byte now and then could keep all others out. So a request has a time by which
 * it must have come, those who have sent half a head are bounded in number, and when all threads are taken, nobody keeps
 * one for longer than a moment by sending slowly. An honest request is there within milliseconds. Whoever takes the
 * answer slowly is treated alike.
 *
 * <p>Nothing is closed here: one direction of the connection is shut down, whoever waits for it sees its end, and ends the
 * connection in order.
 */
final class Senders {

    private static final Duration WHOLE_REQUEST = Duration.ofSeconds(10);
    private static final Duration MOMENT = Duration.ofMillis(500);
    private static final Duration LATELY = Duration.ofSeconds(1);

    /** For so long, a thread may go on with one connection while others wait. */
    private static final Duration LONGEST_TURN = Duration.ofMillis(1);

    private static final ThreadLocal<@Nullable Turn> CURRENT = new ThreadLocal<>();

    /** Those whose bytes are looked at, or wait for that. */
    private final Map<SocketWrapperBase<NioChannel>, Sender> active = new ConcurrentHashMap<>();

    /** Those who have sent half a head. */
    private final Map<SocketWrapperBase<NioChannel>, Sender> parked = new ConcurrentHashMap<>();

    private final int mostParked;
    private final BoundedThreads threads;

    Senders(int mostParked, BoundedThreads threads) {
        this.mostParked = mostParked;
        this.threads = threads;
    }

    /** A thread's turn with a connection. */
    private final class Turn {

        private final Sender sender;
        private long began;

        Turn(Sender sender) {
            this.sender = sender;
            begin();
        }

        private void begin() {
            sender.goOn();
            began = System.nanoTime();
        }

        boolean endIfLong() {
            if (System.nanoTime() - began <= LONGEST_TURN.toNanos()) {
                return true;
            }
            sender.hold();
            var ended = threads.letOthersOn();
            begin();
            return ended;
        }

        void answered() {
            sender.answered(WHOLE_REQUEST);
        }
    }

    /**
     * Lets others go on first if this thread has been with its connection for long. Often the next request is there when one
     * was answered, and virtual threads are not interrupted: whoever sends on and on would keep all others out.
     *
     * @return whether the connection may stay: not if others wait and could not go on
     */
    static boolean takeTurns() {
        var turn = CURRENT.get();
        return turn == null || turn.endIfLong();
    }

    /** Says that the request of this thread was answered. What may still come is the rest of its body, or the next. */
    static void answered() {
        var turn = CURRENT.get();
        if (turn != null) {
            turn.answered();
        }
    }

    /** Something came, and waits for a thread. */
    void hold(SocketWrapperBase<NioChannel> connection) {
        var half = parked.remove(connection);
        active.compute(connection, (same, current) -> {
            var sender = current == null ? half : current;
            return sender == null ? new Sender(same) : sender.hold();
        });
    }

    /** What was held will not be looked at. */
    void drop(SocketWrapperBase<NioChannel> connection) {
        active.remove(connection);
    }

    /** Reads from a connection, and answers what it has sent, as far as it has. The work is told how long that waited. */
    void receive(SocketWrapperBase<NioChannel> connection, LongConsumer work) {
        var sender = active.computeIfAbsent(connection, Sender::new);
        var waited = sender.heldFor();
        CURRENT.set(new Turn(sender));
        try {
            work.accept(waited);
        } finally {
            CURRENT.remove();
            // More may have come already, and wait for a thread.
            var held = active.computeIfPresent(connection, (_, current) -> current.isHeld() ? current : null);
            if (held == null && hasHalf(connection)) {
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
        var tooMany = parked.size() - mostParked;
        if (tooMany > 0) {
            endOldest(
                    parked.entrySet().stream()
                            .map(each ->
                                    new Aged<>(each.getKey(), each.getValue().since())),
                    Math.max(tooMany, mostParked / 4),
                    this::endParked);
        }
    }

    /** Something with an age, as of when it was asked for it. */
    private record Aged<T>(T subject, long heardAt) {}

    private static <T> void endOldest(Stream<Aged<T>> all, int many, Consumer<T> end) {
        all.sorted(Comparator.comparingLong(Aged::heardAt)).limit(many).forEach(each -> end.accept(each.subject()));
    }

    private void endParked(SocketWrapperBase<NioChannel> connection) {
        var sender = parked.remove(connection);
        if (sender != null) {
            sender.end();
        }
    }

    /**
     * Ends connections that nothing is sent on, those first that were not heard of for the longest time, so that there is
     * room for others.
     */
    void endIdle(Map<SocketChannel, SocketWrapperBase<NioChannel>> connections, int many) {
        endOldest(
                connections.entrySet().stream()
                        .filter(each -> !active.containsKey(each.getValue()) && !parked.containsKey(each.getValue()))
                        .map(each -> new Aged<>(each.getKey(), heardAt((NioSocketWrapper) each.getValue()))),
                many,
                Sender::readNoMore);
    }

    private static long heardAt(NioSocketWrapper connection) {
        return Math.max(connection.getLastRead(), connection.getLastWrite());
    }

    /**
     * Tells whether an answer went out on a connection a moment before it sent what has come.
     *
     * @param most how many requests it may send in all
     * @param waited nanoseconds since it sent it
     */
    static boolean isServedBefore(SocketWrapperBase<NioChannel> connection, int most, long waited) {
        // Tomcat tells the number only while it counts.
        var left = connection.decrementKeepAlive() + 1;
        connection.setKeepAliveLeft(left);
        return left < most
                && connection instanceof NioSocketWrapper known
                && System.currentTimeMillis() - known.getLastWrite()
                        < LATELY.plusNanos(waited).toMillis();
    }

    /** Ends those who have been too slow: sooner when others wait for the threads that they have. */
    void endTheSlow() {
        var longest = threads.areAllTaken() ? MOMENT : WHOLE_REQUEST;
        active.forEach((connection, sender) -> {
            if (connection.isClosed()) {
                active.remove(connection, sender);
            } else {
                sender.endIfSlow((NioSocketWrapper) connection, longest);
            }
        });
        parked.forEach((connection, sender) -> {
            if (connection.isClosed() || sender.takesLongerThan(WHOLE_REQUEST)) {
                endParked(connection);
            }
        });
    }
}
