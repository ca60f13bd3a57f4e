package dev.gatehouse.resource;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.DeflaterOutputStream;

/** Stands for the issuer, which lies outside this program: publishes keys, signs whatever a test wants signed. */
public final class IssuerDouble {

    public static final String AUDIENCE = "https://notes.example.org";

    private static final String STATUS_LIST = "/statuslists/01939e3a-0000-7000-8000-000000000001";

    private final ECKey key = generate("key-1");
    private final List<JWK> published = new CopyOnWriteArrayList<>(List.of(key.toPublicJWK()));
    private final AtomicInteger fetches = new AtomicInteger();
    private final HttpServer server;
    private final AtomicInteger listFetches = new AtomicInteger();
    private final AtomicInteger unchanged = new AtomicInteger();
    private final BitSet revoked = new BitSet();
    private volatile boolean down;
    private volatile Duration hang = Duration.ZERO;
    private volatile Duration drip = Duration.ZERO;

    public IssuerDouble() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        server.createContext("/oauth2/jwks", exchange -> {
            fetches.incrementAndGet();
            var body = new JWKSet(published).toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(down ? 500 : 200, down ? -1 : body.length);
            for (int sent = 0; !drip.isZero() && sent < body.length; sent++) {
                exchange.getResponseBody().write(body, sent, 1);
                exchange.getResponseBody().flush();
                pause(drip);
            }
            if (!down && drip.isZero()) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", issuer() + "/oauth2/jwks");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext(STATUS_LIST, exchange -> {
            listFetches.incrementAndGet();
            pause(hang);
            var tag = "\"" + revoked.cardinality() + "\"";
            exchange.getResponseHeaders().set("ETag", tag);
            if (down) {
                exchange.sendResponseHeaders(500, -1);
            } else if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                unchanged.incrementAndGet();
                exchange.sendResponseHeaders(304, -1);
            } else {
                var body = statusList().getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    public ECKey key() {
        return key;
    }

    public int fetches() {
        return fetches.get();
    }

    /** Publishes one more key. */
    public void publish(ECKey next) {
        published.add(next.toPublicJWK());
    }

    /** Publishes another key under the same name in place of the first. */
    public void replaceKey(ECKey other) {
        published.set(0, other.toPublicJWK());
    }

    /** Publishes a key set without any key. */
    public void publishNothing() {
        published.clear();
    }

    public void down(boolean isDown) {
        down = isDown;
    }

    public int listFetches() {
        return listFetches.get();
    }

    /** How often the list was asked for and had not changed. */
    public int unchanged() {
        return unchanged.get();
    }

    /** Lets every request for the list wait. */
    public void hang(Duration time) {
        hang = time;
    }

    /** Sends the keys byte by byte, each after a while. */
    public void drip(Duration time) {
        drip = time;
    }

    public void revoke(int index) {
        revoked.set(index);
    }

    /** A good access token whose bit is at a place of the list. */
    public String tokenWithStatus(int index) {
        return token(claims ->
                claims.claim("status", Map.of("status_list", Map.of("idx", index, "uri", issuer() + STATUS_LIST))));
    }

    private String statusList() {
        var now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .subject(issuer() + STATUS_LIST)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .claim("ttl", 1)
                .claim("status_list", Map.of("bits", 1, "lst", compressed()))
                .build();
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("statuslist+jwt"))
                .keyID(key.getKeyID())
                .build();
        return sign(header, claims, signer(key));
    }

    private String compressed() {
        var out = new ByteArrayOutputStream();
        try (var zlib = new DeflaterOutputStream(out)) {
            zlib.write(Arrays.copyOf(revoked.toByteArray(), 128));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A good access token. */
    public String token(String scope) {
        return token(claims -> claims.claim("scope", scope));
    }

    /** An access token that differs from a good one in some claims. */
    public String token(Consumer<JWTClaimsSet.Builder> change) {
        return sign(header().build(), claims(change), signer(key));
    }

    public JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        var now = Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("0190a7e2-0000-7000-8000-000000000001")
                .audience(List.of(AUDIENCE))
                .issueTime(Date.from(now.minusSeconds(300)))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .jwtID(UUID.randomUUID().toString())
                .claim("client_id", "web")
                .claim("scope", "notes.read notes.write");
        change.accept(claims);
        return claims.build();
    }

    public JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(key.getKeyID());
    }

    public static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) {
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException cause) {
            throw new IllegalStateException(cause);
        }
    }

    public static JWSSigner signer(ECKey key) {
        try {
            return new ECDSASigner(key);
        } catch (JOSEException cause) {
            throw new IllegalStateException(cause);
        }
    }

    public static ECKey generate(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(kid)
                    .algorithm(JWSAlgorithm.ES256)
                    .generate();
        } catch (JOSEException cause) {
            throw new IllegalStateException(cause);
        }
    }
}
