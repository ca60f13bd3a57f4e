package dev.gatehouse.server.overload;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(40)
class RefusalsTests {

    private static final String PASSWORD = "changeit";
    private static final String REQUEST = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\na=";

    private SocketFactory sockets = SocketFactory.getDefault();

    /** A server that does two things at a time, each for long enough, and knows no burst. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoHasWaitedTooLongIsRefusedAndKeepsTheConnection(boolean overTls, @TempDir Path folder) throws Exception {
        var refusals = new Refusals(new Backlog(Duration.ZERO));
        var tomcat = slowServer(refusals, folder, overTls);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var callers = new ArrayList<Callable<List<String>>>();
            for (int caller = 0; caller < 400; caller++) {
                callers.add(() -> callFiveTimes(tomcat.getConnector().getLocalPort()));
            }
            var statuses = new ArrayList<String>();
            for (Future<List<String>> each : pool.invokeAll(callers)) {
                statuses.addAll(each.get());
            }
            assertThat(statuses).hasSize(2_000).contains("200").containsOnly("200", "503");
            assertThat(refusals.count())
                    .isPositive()
                    .isEqualTo(statuses.stream().filter("503"::equals).count());
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private Tomcat slowServer(Refusals refusals, Path folder, boolean overTls) throws Exception {
        var tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        var connector = new Connector(GuardedProtocol.class.getName());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        var protocol = (GuardedProtocol) connector.getProtocolHandler();
        protocol.bound(2, refusals);
        protocol.setMaxKeepAliveRequests(-1);
        if (overTls) {
            secure(connector, folder.resolve("keys.p12"));
        }
        tomcat.setConnector(connector);
        var context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "slow", new Slow());
        context.addServletMappingDecoded("/", "slow");
        tomcat.start();
        return tomcat;
    }

    private void secure(Connector connector, Path keys) throws Exception {
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        keys.toString())
                .start();
        assertThat(keytool.waitFor()).isZero();
        var host = new SSLHostConfig();
        var certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
        certificate.setCertificateKeystoreFile(keys.toString());
        certificate.setCertificateKeystorePassword(PASSWORD);
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
        connector.setProperty("SSLEnabled", "true");
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray()));
        var context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        sockets = context.getSocketFactory();
    }

    private static final class Slow extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                request.getInputStream().readAllBytes();
                Thread.sleep(5);
                response.getWriter().write("done");
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<String> callFiveTimes(int port) throws IOException {
        var statuses = new ArrayList<String>();
        while (statuses.size() < 5) {
            try (var socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port)) {
                callUntilClosed(socket, statuses);
            }
        }
        return statuses;
    }

    private static void callUntilClosed(Socket socket, List<String> statuses) throws IOException {
        var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        boolean open = true;
        while (open && statuses.size() < 5) {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            var head = head(answers);
            statuses.add(head.getFirst().split(" ")[1]);
            open = !head.contains("Connection: close");
        }
    }

    private static List<String> head(BufferedReader answers) throws IOException {
        var head = new ArrayList<String>();
        int length = 0;
        for (var line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
            head.add(line);
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        var body = new char[length];
        assertThat(answers.read(body)).isEqualTo(length);
        if (head.getFirst().contains("503")) {
            assertThat(head)
                    .anyMatch(line -> line.matches("Retry-After: [1-3]"))
                    .doesNotContain("Connection: close");
            assertThat(new String(body)).contains("temporarily_unavailable");
        }
        return head;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /?a=%20&b=c HTTP/1.1\r\nHost: localhost\r\nCookie: a=b; c=\u00fc\r\nAccept:*/*\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\ncontent-length:2 \r\n\r\na=",
                "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\na=",
                "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n",
                "GET /oauth2/jwks?/actuator/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                REQUEST
            })
    void wholeRequestMayBeRefused(String received) {
        assertThat(Refusals.isOneRequest(received)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HTTP/1.1\r\nHost: localhost\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\na=",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\na=",
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length : 2\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: +2\r\n\r\na=",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\na=",
                "POST / HTTP/1.1\r\nHost: localhost\r\nX: y\r\n Content-Length: 2\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\nContent-Length: 2\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\rContent-Length: 2\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nconnection:Keep-Alive, Close\r\n\r\n",
                "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html,*/*;q=0.8\r\n\r\n",
                "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /actuator/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "\u0016\u0003\u0001\u0002"
            })
    void allElseIsLeftToTheServer(String received) {
        assertThat(Refusals.isOneRequest(received)).isFalse();
    }
}
