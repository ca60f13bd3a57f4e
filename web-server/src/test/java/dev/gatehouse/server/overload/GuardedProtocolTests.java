package dev.gatehouse.server.overload;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with four threads, which waits a minute for the next byte, as Tomcat does by default. */
@Timeout(40)
class GuardedProtocolTests {

    private static final int THREADS = 4;
    private static final int MOST_CONNECTIONS = 200;
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: localhost\r\n";
    private static final String FORM = HEAD + "Content-Type: application/x-www-form-urlencoded\r\n";

    private final Tomcat tomcat = new Tomcat();
    private final List<Socket> sockets = new ArrayList<>();
    private final Refusals refusals = new Refusals(new Backlog(Admission.BURST));

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        tomcat.setBaseDir(folder.toString());
        var connector = new Connector(GuardedProtocol.class.getName());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        var protocol = (GuardedProtocol) connector.getProtocolHandler();
        protocol.bound(THREADS, refusals);
        protocol.setConnectionTimeout(60_000);
        protocol.setMaxKeepAliveRequests(-1);
        protocol.setMaxConnections(MOST_CONNECTIONS);
        tomcat.setConnector(connector);
        var context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "echo", new Echo());
        context.addServletMappingDecoded("/", "echo");
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (var socket : sockets) {
            socket.close();
        }
        tomcat.stop();
        tomcat.destroy();
    }

    /** Reads its parameters, and then takes as long as one of them says. */
    private static final class Echo extends HttpServlet {

        private static final long serialVersionUID = 1L;

        /** More than the buffers on the way take. */
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            for (int part = 0; part < 64; part++) {
                response.getOutputStream().write(new byte[1024 * 1024]);
            }
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            var millis = request.getParameter("millis");
            try {
                Thread.sleep(millis == null ? 0 : Long.parseLong(millis));
                response.getWriter().write("done");
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void whoSendsABodySlowlyKeepsNobodyOut() throws Exception {
        for (int sender = 0; sender < 5 * THREADS; sender++) {
            send(FORM + "Content-Length: 100\r\n\r\nmill");
        }
        assertThat(status(send(FORM + "Content-Length: 9\r\n\r\nmillis=10"))).isEqualTo("HTTP/1.1 200 ");
    }

    @Test
    void halfHeadsAreEndedWhenThereAreTooManyTheOldestFirst() throws Exception {
        var slow = new ArrayList<Socket>();
        for (int sender = 0; sender < 100; sender++) {
            slow.add(send(HEAD));
            Thread.sleep(2);
        }
        assertThat(status(send(FORM + "Content-Length: 9\r\n\r\nmillis=10"))).isEqualTo("HTTP/1.1 200 ");
        while (slow.stream().filter(GuardedProtocolTests::isOpen).count() > THREADS) {
            Thread.sleep(50);
        }
        // Those above came so close together that Tomcat may have looked at them in any order.
        var newest = send(HEAD);
        while (slow.stream().filter(GuardedProtocolTests::isOpen).count() >= THREADS) {
            Thread.sleep(50);
        }
        newest.getOutputStream().write("Content-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(status(newest)).isEqualTo("HTTP/1.1 200 ");
    }

    @Test
    void whoDoesNotTakeTheAnswerKeepsNobodyOut() throws Exception {
        for (int reader = 0; reader < 3 * THREADS; reader++) {
            send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        assertThat(status(send(FORM + "Content-Length: 9\r\n\r\nmillis=10"))).isEqualTo("HTTP/1.1 200 ");
    }

    /** There is always another request when one was answered. */
    @Test
    void whoSendsOnAndOnKeepsNobodyOut() throws Exception {
        for (int sender = 0; sender < THREADS; sender++) {
            var socket = send("");
            Thread.ofPlatform().start(() -> sendOnAndOn(socket));
            Thread.ofPlatform().start(() -> readAll(socket));
        }
        Thread.sleep(1_000);
        for (int request = 0; request < 5; request++) {
            assertThat(status(send(FORM + "Content-Length: 8\r\n\r\nmillis=1"))).isEqualTo("HTTP/1.1 200 ");
        }
    }

    private static void sendOnAndOn(Socket socket) {
        var many = (HEAD + "Content-Length: 0\r\n\r\n").repeat(100).getBytes(StandardCharsets.US_ASCII);
        try {
            while (true) {
                socket.getOutputStream().write(many);
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    private static void readAll(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // The test is over.
        }
    }

    @Test
    void connectionsThatNobodyUsesMakeRoomForOthers() throws Exception {
        var used = send(FORM + "Content-Length: 9\r\n\r\nmillis=10");
        assertThat(status(used)).isEqualTo("HTTP/1.1 200 ");
        for (int visitor = 0; visitor < MOST_CONNECTIONS + 50; visitor++) {
            send("");
            Thread.sleep(5);
        }
        assertThat(status(send(FORM + "Content-Length: 9\r\n\r\nmillis=10"))).isEqualTo("HTTP/1.1 200 ");
    }

    /** What takes us long is not the sender's fault, also when all threads are taken. */
    @Test
    void whoHasSentAllIsServedHoweverLongItTakes() throws Exception {
        var served = new ArrayList<Socket>();
        for (int sender = 0; sender < 3 * THREADS; sender++) {
            served.add(send(FORM + "Content-Length: 11\r\n\r\nmillis=1500"));
        }
        for (var each : served) {
            var answer = reader(each);
            assertThat(status(answer)).isEqualTo("HTTP/1.1 200 ");
            skipToEnd(answer);
            each.getOutputStream().write((HEAD + "Content-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(status(answer)).isEqualTo("HTTP/1.1 200 ");
        }
    }

    @Test
    void aRequestThatComesByteByByteIsEnded() throws Exception {
        var head = send(HEAD);
        var body = send(FORM + "Content-Length: 1000\r\n\r\n");
        var began = System.nanoTime();
        try {
            while (isOpen(head) || isOpen(body)) {
                head.getOutputStream().write('x');
                body.getOutputStream().write('x');
                Thread.sleep(400);
            }
        } catch (IOException _) {
            // The server has closed one of them; the other follows.
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(15));
    }

    private Socket send(String text) throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort());
        sockets.add(socket);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(50);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException _) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static String status(Socket socket) throws IOException {
        return status(reader(socket));
    }

    private static String status(BufferedReader answer) throws IOException {
        return String.valueOf(answer.readLine());
    }

    private static void skipToEnd(BufferedReader answer) throws IOException {
        for (var line = answer.readLine(); !line.isEmpty(); line = answer.readLine()) {
            assertThat(line).doesNotContainIgnoringCase("connection: close");
        }
        assertThat(answer.skip("done".length())).isEqualTo("done".length());
    }
}
