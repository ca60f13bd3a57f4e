package dev.gatehouse.server.overload;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** One who sends a request, and how long that has taken, without the time for which what had come waited for us. */
final class Sender {

    private final @Nullable SocketChannel channel;
    private volatile long since = System.nanoTime();
    private volatile long heldAt = since;
    private volatile boolean held = true;
    private volatile long writingSince;

    Sender(SocketWrapperBase<NioChannel> connection) {
        this.channel = connection.getSocket().getIOChannel();
    }

    long since() {
        return since;
    }

    boolean takesLongerThan(Duration limit) {
        return System.nanoTime() - since > limit.toNanos();
    }

    /** What has come waits for a thread of ours from now on. */
    Sender hold() {
        heldAt = System.nanoTime();
        held = true;
        return this;
    }

    boolean isHeld() {
        return held;
    }

    /** Nanoseconds since what has come waits. */
    long heldFor() {
        return System.nanoTime() - heldAt;
    }

    void goOn() {
        since += heldFor();
        held = false;
    }

    /** What may still come is the rest of the body, or the next request; who was too slow gets no second time for it. */
    void answered(Duration limit) {
        if (!takesLongerThan(limit)) {
            since = System.nanoTime();
        }
    }

    /** Ends what the thread of the connection waits for, if that has taken too long. */
    void endIfSlow(NioSocketWrapper connection, Duration longest) {
        var now = System.nanoTime();
        if (!connection.interestOpsHas(SelectionKey.OP_WRITE)) {
            writingSince = 0;
        } else if (writingSince == 0) {
            writingSince = now;
        } else if (now - writingSince > longest.toNanos()) {
            shut(channel, SocketChannel::shutdownOutput);
        }
        // A thread that waits for bytes has asked for them, and nobody else asks for a connection that has a thread.
        if (connection.interestOpsHas(SelectionKey.OP_READ) && takesLongerThan(longest)) {
            end();
        }
    }

    void end() {
        readNoMore(channel);
    }

    static void readNoMore(@Nullable SocketChannel channel) {
        shut(channel, SocketChannel::shutdownInput);
    }

    @FunctionalInterface
    private interface Direction {
        void shut(SocketChannel channel) throws IOException;
    }

    private static void shut(@Nullable SocketChannel channel, Direction direction) {
        try {
            if (channel != null) {
                direction.shut(channel);
            }
        } catch (IOException _) {
            // It has ended by itself.
        }
    }
}
