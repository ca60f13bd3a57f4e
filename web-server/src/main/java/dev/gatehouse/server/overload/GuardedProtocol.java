package dev.gatehouse.server.overload;

import java.util.Objects;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketProcessorBase;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's own HTTP/1.1, with an eye on those who send slowly: Tomcat bounds the time between two bytes, but neither the
 * time of a whole request nor how many requests may be half there. Public, for Tomcat makes it by its name.
 */
public final class GuardedProtocol extends Http11NioProtocol {

    /** A request seldom takes more; what does is read in pieces. */
    private static final int READ_BUFFER = 2 * 1024;

    /** Most answers go out in one piece. */
    private static final int WRITE_BUFFER = 8 * 1024;

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
     */
    void bound(int requests) {
        var threads = new BoundedThreads(requests);
        setExecutor(threads);
        ((Endpoint) getEndpoint()).guard(new Senders(requests), threads);
    }

    private static final class Endpoint extends NioEndpoint {

        private @Nullable Senders senders;
        private @Nullable BoundedThreads threads;
        private @Nullable Thread watch;

        void guard(Senders senders, BoundedThreads threads) {
            this.senders = senders;
            this.threads = threads;
        }

        @Override
        public void startInternal() throws Exception {
            super.startInternal();
            var all = Objects.requireNonNull(threads);
            var those = Objects.requireNonNull(senders);
            watch = Thread.ofVirtual().name("slow-senders").start(() -> those.watch(all::areAllTaken));
        }

        @Override
        public void stopInternal() {
            if (watch != null) {
                watch.interrupt();
            }
            super.stopInternal();
        }

        @Override
        protected SocketProcessorBase<NioChannel> createSocketProcessor(
                SocketWrapperBase<NioChannel> connection, SocketEvent event) {
            return new Guarded(connection, event);
        }

        private final class Guarded extends SocketProcessor {

            Guarded(SocketWrapperBase<NioChannel> connection, SocketEvent event) {
                super(connection, event);
            }

            /** This object serves another connection as soon as Tomcat's part is done. */
            @Override
            protected void doRun() {
                Objects.requireNonNull(senders).receive(socketWrapper, super::doRun);
            }
        }
    }
}
