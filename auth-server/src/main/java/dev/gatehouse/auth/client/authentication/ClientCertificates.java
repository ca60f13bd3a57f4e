package dev.gatehouse.auth.client.authentication;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.client.jwk.ClientKeys;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl.ClientAuth;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Certificates of clients, from the connection or from the proxy that ended it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8705#section-2">RFC 8705, section 2</a>
 */
@Component
public class ClientCertificates {

    static final List<ClientAuthenticationMethod> METHODS =
            List.of(ClientAuthenticationMethod.TLS_CLIENT_AUTH, ClientAuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH);

    private final PeerCertificate peer;
    private final @Nullable X509TrustManager trusted;
    private final ClientKeys keys;
    private final boolean canCome;

    ClientCertificates(CertificateSettings settings, SslBundles bundles, ClientKeys keys, ServerProperties server) {
        var tls = server.getSsl();
        this.canCome = settings.header() != null
                || tls != null && (tls.getClientAuth() == ClientAuth.NEED || tls.getClientAuth() == ClientAuth.WANT);
        this.peer = new PeerCertificate(settings.header());
        this.keys = keys;
        this.trusted = settings.trustBundle() == null
                ? null
                : trust(bundles.getBundle(settings.trustBundle()).getManagers().getTrustManagers());
    }

    private static X509TrustManager trust(TrustManager[] managers) {
        return Arrays.stream(managers)
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Tells whether certificates can come: a proxy hands them on, or connections here ask for one. */
    public boolean canCome() {
        return canCome;
    }

    /** Tells whether a method can work: {@code tls_client_auth} wants an authority that is trusted (RFC 8705, section 2.1). */
    public boolean allow(ClientAuthenticationMethod method) {
        return !METHODS.contains(method)
                || canCome && (trusted != null || method != ClientAuthenticationMethod.TLS_CLIENT_AUTH);
    }

    /** Returns the certificate that a request came with; the other side has proved to hold its key. */
    public @Nullable X509Certificate of(HttpServletRequest request) {
        return peer.of(request);
    }

    /** Returns the certificate of the request that is being answered. */
    @Nullable
    X509Certificate current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? of(attributes.getRequest())
                : null;
    }

    /** Returns what is wrong with a certificate, for the record; null when it proves the client. */
    @Nullable
    String refusal(X509Certificate certificate, RegisteredClient client, ClientAuthenticationMethod method) {
        if (ClientAuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH.equals(method)) {
            return keys.contain(certificate.getPublicKey(), client) ? null : "unknown certificate";
        }
        var subject = ClientPolicy.certificateSubject(client);
        return subject != null
                        && new X500Principal(subject).equals(certificate.getSubjectX500Principal())
                        && isTrusted(certificate)
                ? null
                : "certificate of somebody else";
    }

    private boolean isTrusted(X509Certificate certificate) {
        try {
            if (trusted == null) {
                return false;
            }
            trusted.checkClientTrusted(
                    new X509Certificate[] {certificate},
                    certificate.getPublicKey().getAlgorithm());
            return true;
        } catch (CertificateException _) {
            return false;
        }
    }
}
