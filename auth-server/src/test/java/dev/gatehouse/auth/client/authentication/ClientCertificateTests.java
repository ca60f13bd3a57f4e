package dev.gatehouse.auth.client.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.auth.AuthServerTest;
import dev.gatehouse.auth.Parties;
import dev.gatehouse.testsupport.ThirdPartyApp;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** RFC 8705, sections 2 and 3, with a proxy that tells the certificate. */
@AuthServerTest
class ClientCertificateTests {

    private static final String CERTIFICATE = """
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

    private static final String ANOTHER = """
            -----BEGIN CERTIFICATE-----
            MIIBqzCCAVGgAwIBAgIUeTxaYNUNf4oOJVKsAXUFQ1HhyscwCgYIKoZIzj0EAwIw
            KjEWMBQGA1UEAwwNc29tZWJvZHkgZWxzZTEQMA4GA1UECgwHRXhhbXBsZTAgFw0y
            NjExMjQxNjM2MTZaGA8yMTI2MTAzMTE2MzYxNlowKjEWMBQGA1UEAwwNc29tZWJv
            ZHkgZWxzZTEQMA4GA1UECgwHRXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
            A0IABKjYdbNhMRMkJtUJfgPB9MT0eAME7k8qjACoEAbXe7OLwxt1FiNM2yzccXYf
            KxWYr23fYAM/SNRad2NbrJ2XKFajUzBRMB0GA1UdDgQWBBR3wbv83n91AcCUWe/B
            ZWWqRXulpzAfBgNVHSMEGDAWgBR3wbv83n91AcCUWe/BZWWqRXulpzAPBgNVHRMB
            Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIGEo14MdEmJyIWannZ1kp547b/uR
            NTrpOz+NRYd3X9++AiEAij/qDzubiaAgKEOnQADpE0VpjZmM6lOw8tVY9D2qL2c=
            -----END CERTIFICATE-----
            """;

    @Autowired
    private Parties parties;

    private HttpResponse<String> token(String clientId, @Nullable String certificate) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(parties.issuer() + "/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=client_credentials&scope=notes.read&client_id=" + clientId));
        if (certificate != null) {
            request.header(
                    "X-Client-Cert",
                    URLEncoder.encode(certificate, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode claims(HttpResponse<String> answer) {
        return ThirdPartyApp.claims(
                new JsonMapper().readTree(answer.body()).get("access_token").asString());
    }

    @Test
    void tokenWhenCertificateHasARegisteredKeyThenBoundToIt() throws Exception {
        var answer = token("self-signed", CERTIFICATE);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(claims(answer).get("cnf").get("x5t#S256").asString()).hasSize(43);
        assertThat(answer.body()).contains("\"token_type\":\"Bearer\"");
    }

    @Test
    void tokenWhenCertificateIsOfATrustedAuthorityAndOfTheSubjectThenIssued() throws Exception {
        var answer = token("certified", CERTIFICATE);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(claims(answer).has("cnf")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"self-signed", "certified"})
    void tokenWhenCertificateIsAnotherOrNoneThenInvalidClient(String clientId) throws Exception {
        for (var certificate : new String[] {ANOTHER, "garbage", "::", null}) {
            var answer = token(clientId, certificate);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("invalid_client");
        }
    }

    @Test
    void certificateAloneDoesNotReplaceASecret() throws Exception {
        assertThat(token("machine", CERTIFICATE).statusCode()).isEqualTo(401);
    }
}
