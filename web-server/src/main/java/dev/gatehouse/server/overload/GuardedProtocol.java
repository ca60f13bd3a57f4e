package dev.gatehouse.server.overload;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketProcessorBase;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat's own HTTP/1.1, with an eye on those who send slowly: Tomcat bounds the time between two bytes, but neither the
 * time of a whole request nor how many requests may be half there. Public, for Tomcat makes it by its name.
 */
public final class GuardedProtocol extends Http11NioProtocol {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedProtocol.class);

    /** A request seldom takes more; what does is read in pieces. */
    private static final int READ_BUFFER = 2 * 1024;

    /** Most answers go out in one piece. */
    private static final int WRITE_BUFFER = 8 * 1024;

    private static final Duration INTERVAL = Duration.ofMillis(250);

    /** This part of all connections is to be free. */
    private static final int RESERVE = 20;

    private @Nullable BoundedThreads threads;
    private volatile boolean leaving;
    private volatile long lastAsked;

    /** Made by the server. */
    public GuardedProtocol() {
        super(new Endpoint());
        setProperty("socket.appReadBufSize", String.valueOf(READ_BUFFER));
        setProperty("socket.appWriteBufSize", String.valueOf(WRITE_BUFFER));
    }

    /**
     * Reads no more requests than so many at a time, and lets as many more be half there.
     *
     * @param requests which have been read, and not yet answered
     * @param refusals answers those that have lain unread for too long
     */
    void bound(int requests, Refusals refusals) {
        var threads = new BoundedThreads(requests, refusals::isNewestNext);
        setExecutor(threads);
        this.threads = threads;
        ((Endpoint) getEndpoint()).guard(threads, new Senders(requests, threads), refusals);
    }

    /** From now on each answer is the last one on its connection. */
    void leave() {
        lastAsked = System.nanoTime();
        leaving = true;
    }

    /** Tells whether nobody has asked for a while since {@link #leave}, and everybody who did has been answered. */
    boolean isQuietFor(Duration span) {
        return System.nanoTime() - lastAsked > span.toNanos() && (threads == null || threads.areAllFree());
    }

    private boolean isLastAnswer() {
        if (leaving) {
            lastAsked = System.nanoTime();
        }
        return leaving;
    }

    @Override
    public void setAdapter(Adapter adapter) {
        super.setAdapter(new TurnTaking(adapter, this));
    }

    /** Stands before all that is done for a request, and before its body is read. */
    private record TurnTaking(Adapter adapter, GuardedProtocol protocol) implements Adapter {

        @Override
        public void service(Request request, Response response) throws Exception {
            BoundedThreads.started();
            if (!Senders.takeTurns() || protocol.isLastAnswer()) {
                response.setHeader("Connection", "close");
            }
            try {
                adapter.service(request, response);
            } finally {
                Senders.answered();
            }
        }

        @Override
        public boolean prepare(Request request, Response response) throws Exception {
            return adapter.prepare(request, response);
        }

        @Override
        public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
            return adapter.asyncDispatch(request, response, status);
        }

        @Override
        public void log(Request request, Response response, long time) {
            adapter.log(request, response, time);
        }

        @Override
        public void checkRecycled(Request request, Response response) {
            adapter.checkRecycled(request, response);
        }

        @Override
        public String getDomain() {
            return adapter.getDomain();
        }
    }

    private static final class Endpoint extends NioEndpoint {

        private @Nullable BoundedThreads threads;
        private @Nullable Senders senders;
        private @Nullable Refusals refusals;
        private @Nullable Thread watch;

        void guard(BoundedThreads threads, Senders senders, Refusals refusals) {
            this.threads = threads;
            this.senders = senders;
            this.refusals = refusals;
        }

        @Override
        public void startInternal() throws Exception {
            super.startInternal();
            var guarded = Objects.requireNonNull(senders);
            watch = Thread.ofPlatform().daemon().name("slow-senders").start(() -> watch(guarded));
        }

        @Override
        public void stopInternal() {
            if (watch != null) {
                watch.interrupt();
            }
            super.stopInternal();
        }

        private void watch(Senders guarded) {
            try {
                while (true) {
                    Thread.sleep(INTERVAL);
                    look(guarded);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private void look(Senders guarded) {
            try {
                guarded.endTheSlow();
                makeRoom(guarded);
            } catch (RuntimeException cause) {
                LOG.warn("Slow senders could not be looked for", cause);
            }
        }

        /** Where all connections are taken, nobody is accepted any more; so those that nobody uses go before that. */
        private void makeRoom(Senders guarded) {
            var most = getMaxConnections();
            var reserve = Math.max(1, most / RESERVE);
            if (most > 0 && getConnectionCount() > most - reserve) {
                guarded.endIdle(connections, reserve);
            }
        }

        /** What has come may wait for a thread; from here on, its connection is not idle. */
        @Override
        public boolean processSocket(SocketWrapperBase<NioChannel> connection, SocketEvent event, boolean dispatch) {
            var guarded = Objects.requireNonNull(senders);
            guarded.hold(connection);
            var processed = super.processSocket(connection, event, dispatch);
            if (processed) {
                refuseOldest();
            } else {
                guarded.drop(connection);
            }
            return processed;
        }

        /** Under overload, and on the thread that heard of the newest: to wake another one would cost more. */
        private void refuseOldest() {
            var bounded = Objects.requireNonNull(threads);
            int waiting = bounded.waiting();
            if (Objects.requireNonNull(refusals).isOneTooMany(waiting)) {
                bounded.takeOldest(task -> task instanceof Guarded oldest && oldest.isRefusedAtOnce(waiting));
            }
        }

        @Override
        protected SocketProcessorBase<NioChannel> createSocketProcessor(
                SocketWrapperBase<NioChannel> connection, SocketEvent event) {
            return new Guarded(connection, event);
        }

        private final class Guarded extends SocketProcessor implements BoundedThreads.Exclusive {

            Guarded(SocketWrapperBase<NioChannel> connection, SocketEvent event) {
                super(connection, event);
            }

            /** Tomcat's own, which it takes too. */
            @Override
            public Lock lock() {
                return socketWrapper.getLock();
            }

            /** This object serves another connection as soon as Tomcat's part is done. */
            @Override
            protected void doRun() {
                Objects.requireNonNull(senders).receive(socketWrapper, waited -> {
                    if (!isRefused(waited)) {
                        super.doRun();
                    }
                });
            }

            boolean isRefusedAtOnce(int waiting) {
                var connection = socketWrapper;
                if (event != SocketEvent.OPEN_READ || !connection.getLock().tryLock()) {
                    return false;
                }
                try {
                    if (!Objects.requireNonNull(refusals).refuseAtOnce(connection, waiting)) {
                        return false;
                    }
                    Objects.requireNonNull(senders).drop(connection);
                    connection.registerReadInterest();
                    return true;
                } finally {
                    connection.getLock().unlock();
                }
            }

            private boolean isRefused(long waited) {
                return event == SocketEvent.OPEN_READ
                        && Objects.requireNonNull(refusals)
                                .refuse(
                                        socketWrapper,
                                        waited,
                                        Senders.isServedBefore(socketWrapper, getMaxKeepAliveRequests(), waited),
                                        Objects.requireNonNull(threads).waiting());
            }
        }
    }
}
