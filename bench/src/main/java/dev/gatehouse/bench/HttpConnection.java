package dev.gatehouse.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One connection that is kept open, for one thread. The JDK's HTTP client takes as much CPU for a request as the server
 * under test does; this takes a tenth, so that what is measured is the server.
 */
final class HttpConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS =
            Math.toIntExact(Duration.ofSeconds(30).toMillis());
    private static final int BUFFER = 4 * 1024;

    /** To look at a connection takes a millisecond, and no server loses patience with an idle one sooner. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private static final int LOOK_MILLIS = 1;

    private final URI base;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    /** What has come, and from where to where it has not been looked at. */
    private final byte[] buffer = new byte[BUFFER];

    private int next;
    private int end;

    private long usedAt;
    private int endings;

    /**
     * Prepares a connection.
     *
     * @param base an address of the server; its path does not matter
     */
    HttpConnection(URI base) {
        this.base = base;
    }

    /**
     * An answer.
     *
     * @param headers by name in small letters, the last of each
     * @param cookies all {@code Set-Cookie} headers
     */
    record Answer(int status, Map<String, String> headers, List<String> cookies, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Sends a request without a body. */
    Answer get(String path, String... headers) throws IOException {
        return send("GET", path, "", headers);
    }

    /** Sends a form. */
    Answer post(String path, String form, String... headers) throws IOException {
        return send("POST", path, form, headers);
    }

    /** Returns how often the server has ended the connection while nothing was asked, announced or not. */
    int endings() {
        return endings;
    }

    /**
     * Sends a request, over a fresh connection if the server has ended the kept one while it was idle. Nothing is sent
     * twice: a connection that ends when a request is on its way is the server's doing.
     */
    private Answer send(String method, String path, String form, String... headers) throws IOException {
        if (socket != null && System.nanoTime() - usedAt > IDLE.toNanos() && isEnded(socket)) {
            endings++;
            close();
        }
        var answer = exchange(request(method, path, form, headers));
        usedAt = System.nanoTime();
        return answer;
    }

    /** Whatever comes unasked is an end: the connection's own, the farewell of TLS, a 408. */
    private static boolean isEnded(Socket open) {
        try {
            open.setSoTimeout(LOOK_MILLIS);
            if (isSilent(open)) {
                open.setSoTimeout(TIMEOUT_MILLIS);
                return false;
            }
            return true;
        } catch (IOException _) {
            return true;
        }
    }

    private static boolean isSilent(Socket open) throws IOException {
        try {
            open.getInputStream().read();
            return false;
        } catch (SocketTimeoutException _) {
            return true;
        }
    }

    private byte[] request(String method, String path, String form, String... headers) {
        var text = new StringBuilder(512)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(base.getRawAuthority())
                .append("\r\n");
        for (var header : headers) {
            text.append(header).append("\r\n");
        }
        if (method.equals("POST")) {
            text.append("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ")
                    .append(form.length())
                    .append("\r\n");
        }
        return text.append("\r\n").append(form).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private Answer exchange(byte[] request) throws IOException {
        if (socket == null) {
            open();
        }
        try {
            var open = socket;
            if (open == null) {
                throw new EOFException("not connected");
            }
            open.getOutputStream().write(request);
            return read();
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    private void open() throws IOException {
        var secure = "https".equals(base.getScheme());
        var port = base.getPort() > 0 ? base.getPort() : secure ? 443 : 80;
        var plain = new Socket();
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(TIMEOUT_MILLIS);
        plain.connect(new InetSocketAddress(base.getHost(), port), TIMEOUT_MILLIS);
        var made = secure
                ? ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, base.getHost(), port, true)
                : plain;
        socket = made;
        in = made.getInputStream();
        next = 0;
        end = 0;
    }

    private Answer read() throws IOException {
        var status = line();
        if (status.length() < 12) {
            throw new IOException("not HTTP: " + status);
        }
        var headers = new HashMap<String, String>();
        var cookies = new ArrayList<String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            var name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            var value = line.substring(colon + 1).strip();
            headers.put(name, value);
            if (name.equals("set-cookie")) {
                cookies.add(value);
            }
        }
        var code = Integer.parseInt(status.substring(9, 12));
        var answer = new Answer(code, headers, cookies, body(code, headers));
        if ("close".equalsIgnoreCase(headers.get("connection"))) {
            endings++;
            close();
        }
        return answer;
    }

    private byte[] body(int status, Map<String, String> headers) throws IOException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        var length = headers.get("content-length");
        if (length != null) {
            return bytes(Integer.parseInt(length));
        }
        if (!"chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return new byte[0];
        }
        var body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.write(bytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    private byte[] bytes(int length) throws IOException {
        var bytes = new byte[length];
        int there = Math.min(length, end - next);
        System.arraycopy(buffer, next, bytes, 0, there);
        next += there;
        if (stream().readNBytes(bytes, there, length - there) < length - there) {
            throw new EOFException("The connection ended in an answer");
        }
        return bytes;
    }

    /** A stream that is asked for each byte takes a lock each time. */
    private String line() throws IOException {
        var begun = "";
        while (true) {
            for (int at = next; at < end; at++) {
                if (buffer[at] == '\n') {
                    return begun + taken(at + 1).stripTrailing();
                }
            }
            begun += taken(end);
            fill();
        }
    }

    private String taken(int to) {
        var text = new String(buffer, next, to - next, StandardCharsets.ISO_8859_1);
        next = to;
        return text;
    }

    private void fill() throws IOException {
        next = 0;
        end = stream().read(buffer);
        if (end < 0) {
            throw new EOFException("The connection ended");
        }
    }

    private InputStream stream() throws IOException {
        if (in == null) {
            throw new EOFException("not connected");
        }
        return in;
    }

    @Override
    public void close() {
        var open = socket;
        socket = null;
        in = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // It is not used any more.
            }
        }
    }
}
