package dev.gatehouse.web.token;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Sends a token that the visitor altered to the API, to see what it says. */
@Component
class ForgeryTrial {

    private final RestClient api;

    ForgeryTrial(ApiAddress address, IssuerRequests requests) {
        this.api = RestClient.builder()
                .baseUrl(address.uri())
                .requestFactory(requests.factory())
                .build();
    }

    /**
     * What the API answered.
     *
     * @param status the HTTP status; 0 when there was no answer
     * @param challenge the {@code WWW-Authenticate} header, empty if there was none
     * @param body what it said
     */
    record Result(int status, String challenge, String body) {}

    Result send(JwtParts forged) {
        try {
            return Objects.requireNonNull(api.get()
                    .uri("/notes?size=1")
                    .header(HttpHeaders.AUTHORIZATION, "Bearer " + forged.token())
                    .exchange((_, response) -> new Result(
                            response.getStatusCode().value(),
                            Objects.requireNonNullElse(
                                    response.getHeaders().getFirst(HttpHeaders.WWW_AUTHENTICATE), ""),
                            response.getStatusCode().is2xxSuccessful()
                                    ? ""
                                    : new String(response.getBody().readNBytes(2_000), StandardCharsets.UTF_8))));
        } catch (RestClientException _) {
            return new Result(0, "", "");
        }
    }
}
