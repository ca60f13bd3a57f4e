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

    /** How long the answer to a refresh is waited for, when its visitor has long been told to come again. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(60);

    private final JdkClientHttpRequestFactory factory;
    private final JdkClientHttpRequestFactory patient;

    IssuerRequests() {
        var http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
        factory = new JdkClientHttpRequestFactory(http);
        factory.setReadTimeout(READ_TIMEOUT);
        patient = new JdkClientHttpRequestFactory(http);
        patient.setReadTimeout(LONGEST_READ);
    }

    /** Returns the way to make a request whose answer must not be missed. */
    JdkClientHttpRequestFactory patient() {
        return patient;
    }

    /** Returns the way to make requests, with its time-outs. */
    public JdkClientHttpRequestFactory factory() {
        return factory;
    }

    RestTemplate restTemplate() {
        return new RestTemplate(factory);
    }
}
