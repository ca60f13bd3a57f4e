package dev.gatehouse.server.overload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Answers 503 before anything is done for a request, and keeps its connection, which Tomcat's own way does not: whoever is
 * refused comes again, and a new connection costs more than the answer. Only what is there as a whole is answered like that.
 */
final class Refusals {

    /** Whoever leaves room for doubt about where his request ends is Tomcat's to judge. */
    private static final Pattern HEAD =
            Pattern.compile("[A-Z]++ [!-~]++ HTTP/1\\.1\r\n(?:[!-9;-~]++:[^\r\n]*+\r\n)++\r\n");

    private static final String LENGTH = "\r\ncontent-length:";

    /** Whose body has no length, or who wants the connection to end or a page to look at: it is known elsewhere how. */
    private static final Pattern SPECIAL =
            Pattern.compile("\r\n(?:transfer-encoding:|connection:[^\r]*close|accept:[^\r]*text/html)");

    private static final List<byte[]> ANSWERS = IntStream.rangeClosed(1, Unavailable.LATEST_RETRY_SECONDS)
            .mapToObj(Refusals::answer)
            .toList();

    private final LongAdder count = new LongAdder();
    private final Backlog backlog;

    Refusals(Backlog backlog) {
        this.backlog = backlog;
    }

    long count() {
        return count.sum();
    }

    /** Says that a request was refused elsewhere. */
    void add() {
        count.increment();
    }

    /**
     * Refuses what has come on a connection if that has waited too long.
     *
     * @param waited nanoseconds for which it has
     * @param again whether the connection had an answer a moment before
     * @param others how many still wait
     * @return whether nothing is left to be done: else something is still to be read
     */
    boolean refuse(SocketWrapperBase<NioChannel> connection, long waited, boolean again, int others) {
        try {
            if (!backlog.isTooLate(waited, again, others) || !hasOneRequest(connection)) {
                return false;
            }
            forget(connection);
            BoundedThreads.started();
            connection.write(true, answer());
            connection.flush(true);
            note(others);
            return awaitNext(connection);
        } catch (IOException _) {
            // Tomcat meets the same, and knows what to do.
            return false;
        }
    }

    /** Whether who came last goes on next. */
    boolean isNewestNext(int waiting) {
        return backlog.isNewestNext(waiting);
    }

    /** Whether somebody is to be refused who waits. */
    boolean isOneTooMany(int waiting) {
        return backlog.isOneTooMany(waiting);
    }

    /**
     * Refuses what has come on a connection unless that could take time.
     *
     * @param waiting how many wait
     * @return whether the connection may be listened to again
     */
    boolean refuseAtOnce(SocketWrapperBase<NioChannel> connection, int waiting) {
        try {
            var channel = connection.getSocket();
            if (channel instanceof SecureNioChannel || !hasOneRequest(connection)) {
                return false;
            }
            var answer = answer();
            if (channel.write(answer) == 0) {
                return false;
            }
            forget(connection);
            note(waiting);
            if (answer.hasRemaining()) {
                // It has not taken the answers before this one.
                connection.close();
            }
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private void note(int waiting) {
        add();
        backlog.refused(waiting);
    }

    private static boolean hasOneRequest(SocketWrapperBase<NioChannel> connection) throws IOException {
        if (connection.isClosed()
                || connection.getCurrentProcessor() != null
                || !connection.getSocket().isHandshakeComplete()
                || !connection.isReadyForRead()) {
            return false;
        }
        var received = received(connection);
        return isOneRequest(
                StandardCharsets.ISO_8859_1.decode(received.duplicate()).toString());
    }

    private static ByteBuffer received(SocketWrapperBase<NioChannel> connection) {
        var buffers = connection.getSocketBufferHandler();
        buffers.configureReadBufferForRead();
        return buffers.getReadBuffer();
    }

    private static void forget(SocketWrapperBase<NioChannel> connection) {
        var received = received(connection);
        received.position(received.limit());
    }

    private static ByteBuffer answer() {
        return ByteBuffer.wrap(ANSWERS.get(Unavailable.seconds() - 1));
    }

    /** What TLS has read already would wake nobody. */
    private static boolean awaitNext(SocketWrapperBase<NioChannel> connection) throws IOException {
        if (connection.getSocket() instanceof SecureNioChannel && connection.isReadyForRead()) {
            return false;
        }
        connection.registerReadInterest();
        return true;
    }

    static boolean isOneRequest(String received) {
        var head = HEAD.matcher(received);
        if (!head.lookingAt() || received.startsWith("HEAD ") || isAboutHealth(received)) {
            return false;
        }
        var lower = received.substring(0, head.end()).toLowerCase(Locale.ROOT);
        return !SPECIAL.matcher(lower).find() && length(lower).equals(String.valueOf(received.length() - head.end()));
    }

    private static boolean isAboutHealth(String received) {
        return received.startsWith(OverloadProtection.HEALTH, received.indexOf(' ') + 1);
    }

    private static String length(String head) {
        var at = head.indexOf(LENGTH);
        if (at < 0) {
            return "0";
        }
        var from = at + LENGTH.length();
        return head.indexOf(LENGTH, from) < 0
                ? head.substring(from, head.indexOf('\r', from)).strip()
                : "more than one";
    }

    private static byte[] answer(int seconds) {
        var body = Unavailable.problem(Unavailable.TOO_MUCH);
        return ("HTTP/1.1 503 \r\nRetry-After: " + seconds
                        + "\r\nCache-Control: no-store\r\nContent-Type: application/problem+json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
