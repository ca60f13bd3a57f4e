package dev.gatehouse.platform.database;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/**
 * Sockets to PostgreSQL that do not wait for ever: one whose answer stays away for longer than a limit is closed, and
 * whoever waits gets an error. The driver's own {@code socketTimeout} does the same with a timer for each read, which in
 * a virtual thread costs a fifth of a refresh; here one thread looks at all sockets once a second.
 *
 * <p>For the driver's settings {@code socketFactory} and {@code socketFactoryArg}, the limit in seconds.
 */
public final class WatchedSockets extends SocketFactory {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Set<WatchedSocket> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Thread.ofVirtual().name("database-watch").start(WatchedSockets::watch);
    }

    private final long limit;

    /**
     * Makes the factory, as the driver does.
     *
     * @param seconds for how long an answer may stay away
     */
    public WatchedSockets(String seconds) {
        this.limit = Duration.ofSeconds(Integer.parseInt(seconds)).toNanos();
    }

    private static void watch() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                OPEN.forEach(WatchedSocket::closeIfForsaken);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Socket createSocket() {
        var socket = new WatchedSocket(limit);
        OPEN.add(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket(host, port);
    }

    private Socket connected(InetSocketAddress address) throws IOException {
        var socket = createSocket();
        socket.connect(address);
        return socket;
    }

    private static final class WatchedSocket extends Socket {

        private static final long NOT_WAITING = 0;

        private final long limit;
        private volatile long waitingSince = NOT_WAITING;

        WatchedSocket(long limit) {
            this.limit = limit;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    waitingSince = System.nanoTime() | 1;
                    try {
                        return super.read();
                    } finally {
                        waitingSince = NOT_WAITING;
                    }
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    waitingSince = System.nanoTime() | 1;
                    try {
                        return super.read(bytes, offset, length);
                    } finally {
                        waitingSince = NOT_WAITING;
                    }
                }
            };
        }

        private void closeIfForsaken() {
            var since = waitingSince;
            if (since != NOT_WAITING && System.nanoTime() - since > limit) {
                close();
            }
        }

        @Override
        public void close() {
            OPEN.remove(this);
            try {
                super.close();
            } catch (IOException _) {
                // Nobody uses it any more.
            }
        }
    }
}
