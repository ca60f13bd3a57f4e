package dev.gatehouse.web.token;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/**
 * The issuer's published keys, kept for a while and through an outage. A key that nobody knows makes a fetch now and then,
 * whoever sends tokens that name it, and however many.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>
 */
@Component
class IssuerKeys {

    private static final Duration FRESH = Duration.ofMinutes(5);

    /** Two fetches may be made in it: one, and one more in case a key has just come. */
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private static final Duration TIMEOUT = IssuerRequests.READ_TIMEOUT;

    private static final int LARGEST_DOCUMENT = 256 * 1024;

    private final Map<String, JWKSource<SecurityContext>> sources = new ConcurrentHashMap<>();

    /** Begins a decoder of what the issuer signs, of whatever type. */
    NimbusJwtDecoder.JwkSourceJwtDecoderBuilder decoder(ClientRegistration registration) {
        var address = Objects.requireNonNull(registration.getProviderDetails().getJwkSetUri());
        return NimbusJwtDecoder.withJwkSource(sources.computeIfAbsent(address, IssuerKeys::source))
                .jwsAlgorithm(SignatureAlgorithm.RS256)
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .jwtProcessorCustomizer(processor -> processor.setJWSTypeVerifier((_, _) -> {}));
    }

    private static JWKSource<SecurityContext> source(String address) {
        try {
            var url = URI.create(address).toURL();
            return JWKSourceBuilder.create(url, new IssuerDocuments(TIMEOUT, LARGEST_DOCUMENT))
                    .cache(FRESH.toMillis(), TIMEOUT.toMillis())
                    .refreshAheadCache(false)
                    .rateLimited(INTERVAL.toMillis())
                    .outageTolerantForever()
                    .build();
        } catch (MalformedURLException cause) {
            throw new IllegalStateException(cause);
        }
    }
}
