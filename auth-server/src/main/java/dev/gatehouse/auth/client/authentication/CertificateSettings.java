package dev.gatehouse.auth.client.authentication;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Certificates by which clients authenticate (RFC 8705).
 *
 * @param header the header in which a proxy that ends TLS puts the client's certificate, as PEM with percent signs
 *     (nginx: {@code $ssl_client_escaped_cert}) or as RFC 9440 has it; the proxy must remove what clients send under
 *     this name. If left out, only certificates of connections to this server itself count.
 * @param trustBundle which authorities are trusted for {@code tls_client_auth}, as one of {@code spring.ssl.bundle}
 */
@ConfigurationProperties("gatehouse.client-certificate")
record CertificateSettings(
        @Nullable String header, @Nullable String trustBundle) {}
