package dev.gatehouse.web.token;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for the issuer, which lies outside this program: answers refreshes, slowly, as a test wants it. */
final class TokenEndpointDouble {

    private final AtomicInteger calls = new AtomicInteger();
    private final HttpServer server;
    private volatile int status = 200;
    private volatile String body = "";
    private volatile long milliseconds = 300;

    TokenEndpointDouble() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            int call = calls.incrementAndGet();
            pause();
            var answer = body.replace("#", Integer.toString(call)).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    void answers(int status, String body) {
        this.status = status;
        this.body = body;
        calls.set(0);
    }

    /** Lets callers wait so long for an answer from now on. */
    void takes(long milliseconds) {
        this.milliseconds = milliseconds;
    }

    int calls() {
        return calls.get();
    }

    private void pause() {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
        }
    }
}
