package dev.gatehouse.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Gives the server a port that is free, an issuer that says so, and a key of its own. */
class OwnSettings implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var issuer = "http://localhost:" + socket.getLocalPort();
            TestPropertyValues.of(
                            "server.port=" + socket.getLocalPort(),
                            "server.address=127.0.0.1",
                            "gatehouse.encryption-key=" + randomKey(),
                            "spring.security.oauth2.authorizationserver.issuer=" + issuer)
                    .applyTo(context);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static String randomKey() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
