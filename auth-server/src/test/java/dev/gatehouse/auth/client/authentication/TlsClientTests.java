package dev.gatehouse.auth.client.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemGenerationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** RFC 8705, sections 2.1 and 3, on a TLS port of our own. */
@AuthServerTest
class TlsClientTests {

    private static final String CLIENT = "spring.security.oauth2.authorizationserver.client.tls.";
    private static final Party SERVER = Party.named("CN=localhost");
    private static final Party CALLER = Party.named("CN=tls caller");

    @Autowired
    private Issuer issuer;

    @DynamicPropertySource
    static void tls(DynamicPropertyRegistry settings) {
        var bundle = "spring.ssl.bundle.pem.tls.";
        settings.add(bundle + "keystore.certificate", () -> SERVER.pem(SERVER.certificate()));
        settings.add(bundle + "keystore.private-key", () -> SERVER.pem(SERVER.privateKey()));
        settings.add(bundle + "truststore.certificate", () -> CALLER.pem(CALLER.certificate()));
        settings.add("server.ssl.bundle", () -> "tls");
        settings.add("server.ssl.client-auth", () -> "want");
        settings.add("gatehouse.client-certificate.trust-bundle", () -> "tls");
        settings.add(CLIENT + "registration.client-id", () -> "tls");
        settings.add(CLIENT + "registration.client-authentication-methods", () -> "tls_client_auth");
        settings.add(CLIENT + "registration.authorization-grant-types", () -> "client_credentials");
        settings.add(CLIENT + "registration.scopes", () -> "notes.read");
        settings.add(CLIENT + "protocol.tls-client-auth-subject-dn", () -> "CN=tls caller");
        settings.add(CLIENT + "protocol.tls-client-certificate-bound-access-tokens", () -> "true");
    }

    /** One side of a connection, with a certificate that it made itself. */
    private record Party(KeyPair pair, X509Certificate certificate) {

        static Party named(String name) {
            try {
                var generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(256);
                var pair = generator.generateKeyPair();
                var subject = new X500Name(name);
                var builder = new JcaX509v3CertificateBuilder(
                                subject,
                                BigInteger.ONE,
                                Date.from(Instant.now().minusSeconds(60)),
                                Date.from(Instant.now().plusSeconds(3_600)),
                                subject,
                                pair.getPublic())
                        .addExtension(
                                Extension.subjectAlternativeName,
                                false,
                                new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
                var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
                return new Party(pair, new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
            } catch (Exception cause) {
                throw new IllegalStateException(cause);
            }
        }

        /** As PKCS#8, which names the curve. */
        JcaPKCS8Generator privateKey() {
            try {
                return new JcaPKCS8Generator(pair.getPrivate(), null);
            } catch (PemGenerationException cause) {
                throw new IllegalStateException(cause);
            }
        }

        String pem(Object what) {
            var text = new StringWriter();
            try (var pem = new JcaPEMWriter(text)) {
                pem.writeObject(what);
            } catch (IOException cause) {
                throw new UncheckedIOException(cause);
            }
            return text.toString();
        }
    }

    private HttpResponse<String> token(@Nullable Party caller) throws Exception {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        trusted.setCertificateEntry("server", SERVER.certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var own = KeyStore.getInstance(KeyStore.getDefaultType());
        own.load(null);
        if (caller != null) {
            own.setKeyEntry(
                    "caller", caller.pair().getPrivate(), new char[0], new Certificate[] {caller.certificate()});
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        var tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        var address = URI.create(issuer.issuer().replace("http:", "https:") + "/oauth2/token");
        return HttpClient.newBuilder()
                .sslContext(tls)
                .build()
                .send(
                        HttpRequest.newBuilder(address)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "grant_type=client_credentials&scope=notes.read&client_id=tls"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void tokenWhenTheConnectionHasTheCertificateThenBoundToIt() throws Exception {
        var answer = token(CALLER);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var token = new JsonMapper().readTree(answer.body()).get("access_token").asString();
        assertThat(ThirdPartyApp.claims(token).get("cnf").get("x5t#S256").asString())
                .isEqualTo(PeerCertificate.thumbprint(CALLER.certificate()));
    }

    @Test
    void tokenWhenTheConnectionHasNoneThenInvalidClient() throws Exception {
        var answer = token(null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("invalid_client");
    }
}
