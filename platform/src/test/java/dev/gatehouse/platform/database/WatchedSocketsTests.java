package dev.gatehouse.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WatchedSocketsTests {

    @Test
    @Timeout(20)
    void aSocketWhoseAnswerStaysAwayIsClosed() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var socket = new WatchedSockets("2").createSocket(silent.getInetAddress(), silent.getLocalPort())) {
            var began = System.nanoTime();
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
        }
    }

    @Test
    @Timeout(20)
    void aSocketThatNobodyReadsFromStaysOpen() throws IOException, InterruptedException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var socket = new WatchedSockets("1").createSocket(server.getInetAddress(), server.getLocalPort());
                var other = server.accept()) {
            Thread.sleep(Duration.ofSeconds(3));
            other.getOutputStream().write('!');
            assertThat(socket.getInputStream().read()).isEqualTo('!');
        }
    }
}
