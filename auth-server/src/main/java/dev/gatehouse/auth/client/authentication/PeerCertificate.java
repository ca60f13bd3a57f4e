package dev.gatehouse.auth.client.authentication;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Finds the certificate of the other side: of the connection itself, or as the proxy that ended TLS tells it.
 *
 * @param header the proxy's header: PEM with percent signs (nginx: {@code $ssl_client_escaped_cert}) or RFC 9440; absent
 *     where no proxy is trusted with that
 */
public record PeerCertificate(@Nullable String header) {

    private static final String OF_CONNECTION = "jakarta.servlet.request.X509Certificate";

    /** Returns the certificate that a request came with; the other side has proved to hold its key. */
    public @Nullable X509Certificate of(HttpServletRequest request) {
        if (request.getAttribute(OF_CONNECTION) instanceof X509Certificate[] chain && chain.length > 0) {
            return chain[0];
        }
        var value = header == null ? null : request.getHeader(header);
        return value == null || value.isBlank() ? null : parse(value.strip());
    }

    private static @Nullable X509Certificate parse(String value) {
        try {
            var base64 = value.startsWith(":") && value.endsWith(":") && value.length() > 1
                    ? value.substring(1, value.length() - 1)
                    : body(value);
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)));
        } catch (CertificateException | IllegalArgumentException _) {
            return null;
        }
    }

    private static String body(String escaped) {
        // A plus sign is part of the certificate, not a blank.
        var pem = URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8);
        return pem.replaceAll("-----[A-Z ]+-----", "");
    }

    /**
     * Returns the thumbprint by which tokens are bound to a certificate ({@code x5t#S256}).
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8705#section-3.1">RFC 8705, section 3.1</a>
     */
    public static String thumbprint(X509Certificate certificate) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException cause) {
            throw new IllegalStateException("A certificate has no thumbprint", cause);
        }
    }
}
