package dev.gatehouse.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Stands for a server that lies outside this program: answers as a test wants it, and remembers what it was asked. */
public class ServerDouble {

    private final HttpServer server;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What was asked. */
    public record Request(String method, String path, String query, String body) {}

    /** Answers a request. */
    @FunctionalInterface
    public interface Reply {

        /** Answers. */
        void to(HttpExchange exchange, Request request) throws IOException;
    }

    /** Starts on a free port. */
    public ServerDouble() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var uri = exchange.getRequestURI();
            var request = new Request(exchange.getRequestMethod(), uri.getPath(), uri.getQuery(), body);
            requests.add(request);
            replies.getOrDefault(
                            request.method() + " " + request.path(),
                            replies.getOrDefault(request.path(), json(404, "{}")))
                    .to(exchange, request);
        }
    }

    /** Returns where it is, without a slash at the end. */
    public final String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Answers a path, or a method and a path, so from now on. */
    public final void on(String what, Reply reply) {
        replies.put(what, reply);
    }

    /** Returns the requests to a path, so far. */
    public final List<Request> requests(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    /** A JSON answer. */
    public static Reply json(int status, String body) {
        return answer(status, "application/json", body);
    }

    /** Any answer; further headers by name and value. */
    public static Reply answer(int status, String type, String body, String... headers) {
        return (exchange, _) -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            for (int index = 0; index < headers.length; index += 2) {
                exchange.getResponseHeaders().set(headers[index], headers[index + 1]);
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Promises a body and sends half of it. */
    public static Reply stall(int status, long milliseconds) {
        return (exchange, _) -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, 1_000);
            exchange.getResponseBody().write("{\"notes\":".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            pause(milliseconds);
        };
    }

    /** Sends a body byte by byte, each after a while. */
    public static Reply drip(String body, long milliseconds) {
        return (exchange, _) -> {
            exchange.sendResponseHeaders(200, body.length());
            for (int each : body.getBytes(StandardCharsets.US_ASCII)) {
                exchange.getResponseBody().write(each);
                exchange.getResponseBody().flush();
                pause(milliseconds);
            }
        };
    }

    /** Closes the connection without a word. */
    public static Reply hangUp() {
        return (exchange, _) -> exchange.close();
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
