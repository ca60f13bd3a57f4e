package dev.gatehouse.server.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "gatehouse.overload.concurrent-requests=2",
            "gatehouse.overload.waiting-requests=100",
            "gatehouse.overload.largest-body=1KB",
            "server.tomcat.connection-timeout=1500ms",
            "spring.threads.virtual.enabled=true"
        })
class WholeBodiesTests {

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    /** What is there besides the server. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Program {

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Echo echo() {
            return new Echo();
        }
    }

    @RestController
    static class Echo {

        @PostMapping("/echo")
        String echo(@RequestBody String body) {
            return body;
        }
    }

    @Test
    void whoSendsABodySlowlyTakesNoPlace() throws Exception {
        var head =
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhal";
        var slow = new ArrayList<Socket>();
        try {
            for (int sender = 0; sender < 20; sender++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                slow.add(socket);
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            }
            Thread.sleep(200);
            assertThat(send(BodyPublishers.ofString("quick")).body()).isEqualTo("quick");
        } finally {
            for (var each : slow) {
                each.close();
            }
        }
    }

    /** The threads of some wait for the rest, and those that are to end their connections for them. */
    @Test
    void whoseBodyNeverComesKeepsNobodyOutWhenItsTimeIsUp() throws Exception {
        var slow = new ArrayList<Socket>();
        try {
            for (int sender = 0; sender < 3 * Runtime.getRuntime().availableProcessors(); sender++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                slow.add(socket);
                socket.getOutputStream()
                        .write("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{\"a"
                                .getBytes(StandardCharsets.US_ASCII));
            }
            var end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (System.nanoTime() < end) {
                var began = System.nanoTime();
                assertThat(send(BodyPublishers.ofString("quick")).body()).isEqualTo("quick");
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(900));
                Thread.sleep(20);
            }
        } finally {
            for (var each : slow) {
                each.close();
            }
        }
    }

    @Test
    void aBodyInChunksComesWhole() throws Exception {
        var text = "x".repeat(1024);
        var chunked =
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
        assertThat(send(chunked).body()).isEqualTo(text);
    }

    @Test
    void aLargerBodyIsRefused() throws Exception {
        assertThat(send(BodyPublishers.ofString("x".repeat(1025))).statusCode()).isEqualTo(413);
    }

    @Test
    void whoSendsTooMuchBeforeListeningHearsThatItIsRefused() throws Exception {
        try (var socket = sending()) {
            // The server closes what it no longer reads within a second.
            sendChunks(socket, 60, Duration.ofMillis(30));
            socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 413").endsWith("0\r\n\r\n");
        }
    }

    @Test
    void whoSendsWithoutEndIsCutOff() throws Exception {
        try (var socket = sending()) {
            assertThatIOException().isThrownBy(() -> sendChunks(socket, 6_000, Duration.ZERO));
        }
    }

    private Socket sending() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream()
                .write("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void sendChunks(Socket socket, int chunks, Duration pause) throws Exception {
        var chunk = ("4000\r\n" + "x".repeat(0x4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int sent = 0; sent < chunks; sent++) {
            socket.getOutputStream().write(chunk);
            Thread.sleep(pause);
        }
    }

    private HttpResponse<String> send(BodyPublisher body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/echo"))
                .header("Content-Type", "text/plain")
                .timeout(Duration.ofSeconds(5))
                .POST(body)
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
