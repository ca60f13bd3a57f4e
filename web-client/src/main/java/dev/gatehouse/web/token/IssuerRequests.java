package dev.gatehouse.web.token;

import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestTemplate;

/** Requests to the issuer and the API never wait longer than a visitor would. */
@Component
public class IssuerRequests {

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

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

    RestTemplate restTemplate() {
        return new RestTemplate(factory);
    }
}
