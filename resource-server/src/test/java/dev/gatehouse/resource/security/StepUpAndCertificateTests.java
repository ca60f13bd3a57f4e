package dev.gatehouse.resource.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.resource.IssuerDouble;
import dev.gatehouse.resource.ResourceServerTest;
import dev.gatehouse.testsupport.Ed25519Key;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** RFC 9470, section 3; RFC 8705, section 3. */
@ResourceServerTest
@TestPropertySource(
        properties = {
            "gatehouse.resource.deletion-max-age=5m",
            "gatehouse.resource.client-certificate-header=X-Client-Cert"
        })
class StepUpAndCertificateTests {

    private static final String PEM = """
            -----BEGIN CERTIFICATE-----
            MIIBpTCCAUugAwIBAgIUR6+M9fvfB/Qi5jJ4z8vZbJctd9owCgYIKoZIzj0EAwIw
            JzETMBEGA1UEAwwKYXBpIGNhbGxlcjEQMA4GA1UECgwHRXhhbXBsZTAgFw0yNjEx
            MjQxNTUzNDhaGA8yMTI2MTAzMTE1NTM0OFowJzETMBEGA1UEAwwKYXBpIGNhbGxl
            cjEQMA4GA1UECgwHRXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGLB
            42j2Cbsv4xQ6uns6G2HahWUgBZhiNVjcO80K5hmIgijxvTpD5lLtb3hpocO7OIE7
            gKWbTp3RT0wfr5bJ8JijUzBRMB0GA1UdDgQWBBTl15IBs9jmDxFHIJrD/j7mXKzK
            NzAfBgNVHSMEGDAWgBTl15IBs9jmDxFHIJrD/j7mXKzKNzAPBgNVHRMBAf8EBTAD
            AQH/MAoGCCqGSM49BAMCA0gAMEUCIBAmwx+uUHrOFbl3ym557okiJun/e1XTpwAE
            VeQpD0LtAiEA/O7uPywgNGQdqBMpBqjedkxm5nErUgQdNatCG2/AAVY=
            -----END CERTIFICATE-----
            """;

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private IssuerDouble issuer;

    private MvcTestResult delete(String token) {
        return mvc.delete()
                .uri("/notes/" + UUID.randomUUID())
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .exchange();
    }

    private String signedIn(long secondsAgo) {
        return issuer.token(claims -> claims.claim(
                        "auth_time", Instant.now().minusSeconds(secondsAgo).getEpochSecond())
                .claim("scope", "notes.read notes.write"));
    }

    @Test
    void deletionWhenSignInIsOldThenAnotherIsAskedFor() {
        var answer = delete(signedIn(600));

        assertThat(answer).hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(answer.getResponse().getHeader(HttpHeaders.WWW_AUTHENTICATE))
                .contains("error=\"insufficient_user_authentication\"", "max_age=\"300\"");
        assertThat(delete(signedIn(10))).hasStatus(HttpStatus.NOT_FOUND);
    }

    @Test
    void deletionWhenTokenSaysNothingOfASignInThenOnlyAMachineMay() {
        assertThat(delete(issuer.token(claims -> claims.claim("scope", "notes.write"))))
                .hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(delete(issuer.token(claims ->
                        claims.claim("scope", "notes.write").subject("machine").claim("client_id", "machine"))))
                .hasStatus(HttpStatus.NOT_FOUND);
    }

    /** 10^18 is a number, but of no second that a calendar has. */
    @Test
    void deletionWhenSignInLiesAheadThenAnotherIsAskedFor() {
        var inTenMinutes = Instant.now().plusSeconds(600).getEpochSecond();
        for (var ahead : new long[] {inTenMinutes, 1_000_000_000_000_000_000L}) {
            var answer = delete(issuer.token(claims -> claims.claim("auth_time", ahead)));
            assertThat(answer).hasStatus(HttpStatus.UNAUTHORIZED);
            assertThat(answer.getResponse().getHeader(HttpHeaders.WWW_AUTHENTICATE))
                    .contains("error=\"insufficient_user_authentication\"");
        }
        assertThat(delete(signedIn(-30))).hasStatus(HttpStatus.NOT_FOUND);
    }

    @Test
    void tokenThatNamesAKeyAndACertificateNeedsBoth() throws Exception {
        var holder = Ed25519Key.generate();
        var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(PEM.getBytes(StandardCharsets.US_ASCII)));
        var token = issuer.token(claims -> claims.claim(
                "cnf", Map.of("jkt", holder.thumbprint(), "x5t#S256", PeerCertificate.thumbprint(certificate))));

        assertThat(proved(holder, token).header("X-Client-Cert", escaped(PEM))).hasStatus(HttpStatus.OK);
        assertThat(proved(holder, token)).hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(read(token, PEM)).hasStatus(HttpStatus.UNAUTHORIZED);
    }

    private MockMvcTester.MockMvcRequestBuilder proved(Ed25519Key holder, String token) {
        return mvc.get()
                .uri("/notes")
                .header(HttpHeaders.AUTHORIZATION, "DPoP " + token)
                .header("DPoP", holder.proof("GET", URI.create("https://notes.example.org/notes"), token));
    }

    private static String escaped(String certificate) {
        return URLEncoder.encode(certificate, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void boundTokenWhenCertificateIsTheOneThenAnsweredElseRefused() throws Exception {
        var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(PEM.getBytes(StandardCharsets.US_ASCII)));
        var bound = issuer.token(
                claims -> claims.claim("cnf", Map.of("x5t#S256", PeerCertificate.thumbprint(certificate))));
        var foreign = issuer.token(claims -> claims.claim("cnf", Map.of("x5t#S256", "x".repeat(43))));

        assertThat(read(bound, PEM)).hasStatus(HttpStatus.OK);
        assertThat(read(foreign, PEM)).hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(read(bound, "garbage")).hasStatus(HttpStatus.UNAUTHORIZED);
        assertThat(mvc.get().uri("/notes").header(HttpHeaders.AUTHORIZATION, "Bearer " + bound))
                .hasStatus(HttpStatus.UNAUTHORIZED);
    }

    private MvcTestResult read(String token, String certificate) {
        return mvc.get()
                .uri("/notes")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .header("X-Client-Cert", escaped(certificate))
                .exchange();
    }
}
