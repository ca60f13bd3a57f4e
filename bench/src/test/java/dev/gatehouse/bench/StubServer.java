package dev.gatehouse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider that answers every request alike, and when and whether it does so, the test says. */
final class StubServer implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();
    private final Behaviour behaviour;

    StubServer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        threads.execute(this::accept);
    }

    @FunctionalInterface
    interface Behaviour {

        /** Returns what comes of a request; may take its time. */
        Reply to(int request) throws InterruptedException;
    }

    enum Reply {
        ANSWER,
        ANSWER_AND_END,
        ANSWER_AND_END_AS_ANNOUNCED,
        END
    }

    URI address() {
        return URI.create("http://localhost:" + listener.getLocalPort() + "/");
    }

    Provider provider() {
        var client = new Target.Client("a", "b", "", "");
        var target = new Target("stub", address(), client, client, List.of(), List.of(), null);
        return new Provider(target, Map.of("token_endpoint", address(), "discovery", address()));
    }

    int requests() {
        return requests.get();
    }

    private void accept() {
        try {
            while (true) {
                var connection = listener.accept();
                threads.execute(() -> serve(connection));
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    private void serve(Socket connection) {
        try (connection;
                var in = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))) {
            while (read(in)) {
                var reply = behaviour.to(requests.incrementAndGet());
                if (reply != Reply.END) {
                    connection.getOutputStream().write(answer(reply));
                }
                if (reply != Reply.ANSWER) {
                    return;
                }
            }
        } catch (IOException _) {
            // The other side has gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean read(BufferedReader in) throws IOException {
        int length = 0;
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isEmpty()) {
                return in.skip(length) == length;
            }
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        return false;
    }

    private static byte[] answer(Reply reply) {
        var body = "{\"access_token\":\"t\"}";
        var announced = reply == Reply.ANSWER_AND_END_AS_ANNOUNCED ? "Connection: close\r\n" : "";
        return "HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(announced, body.length(), body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
