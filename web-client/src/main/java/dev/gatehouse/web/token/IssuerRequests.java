package dev.gatehouse.web.token;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestTemplate;

/** Requests to the issuer and the API never wait longer than a visitor would. */
@Component
public class IssuerRequests {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    private final JdkClientHttpRequestFactory factory;

    IssuerRequests() {
        factory = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build());
        factory.setReadTimeout(READ_TIMEOUT);
    }

    /** Returns the way to make requests, with its time-outs. */
    public JdkClientHttpRequestFactory factory() {
        return factory;
    }

    /** Begins a decoder of what the issuer signs. */
    NimbusJwtDecoder.JwkSetUriJwtDecoderBuilder decoder(ClientRegistration registration) {
        return NimbusJwtDecoder.withJwkSetUri(
                        Objects.requireNonNull(registration.getProviderDetails().getJwkSetUri()))
                .jwsAlgorithm(SignatureAlgorithm.RS256)
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .restOperations(restTemplate());
    }

    RestTemplate restTemplate() {
        return new RestTemplate(factory);
    }
}
