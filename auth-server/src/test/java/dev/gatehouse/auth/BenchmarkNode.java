package dev.gatehouse.auth;

import dev.gatehouse.testsupport.PostgresServer;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.io.IOException;
import java.net.ServerSocket;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole node on a real database, of which benchmarks call one part. */
@State(Scope.Benchmark)
public class BenchmarkNode {

    private ConfigurableApplicationContext context;
    private String issuer;

    @Setup
    public void start() throws IOException {
        var database = PostgresServer.shared().createDatabase();
        var port = freePort();
        issuer = "http://localhost:" + port;
        context = new SpringApplicationBuilder(AuthServerApplication.class)
                .profiles("test")
                .run(
                        "--server.port=" + port,
                        "--server.address=127.0.0.1",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn",
                        "--gatehouse.encryption-key=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                        "--spring.security.oauth2.authorizationserver.issuer=" + issuer,
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Returns a part of the node. */
    public <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    /** Returns an application that is registered here. */
    public ThirdPartyApp app(String clientId, String scope) {
        return ThirdPartyApp.discover(
                issuer, new ThirdPartyApp.Registration(clientId, Parties.SECRET, Parties.REDIRECT_URI, scope));
    }

    @TearDown
    public void stop() {
        context.close();
    }
}
