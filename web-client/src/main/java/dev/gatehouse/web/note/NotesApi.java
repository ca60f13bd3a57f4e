package dev.gatehouse.web.note;

import dev.gatehouse.web.token.AccessTokens;
import dev.gatehouse.web.token.ApiAddress;
import dev.gatehouse.web.token.IssuerRequests;
import dev.gatehouse.web.token.StrongerSignInNeeded;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Calls the notes API in the visitor's name. A token that the API refuses is replaced once: it may have been revoked,
 * or the clocks differ.
 */
@Component
class NotesApi {

    private final RestClient api;
    private final AccessTokens accessTokens;

    NotesApi(ApiAddress address, IssuerRequests requests, AccessTokens accessTokens) {
        this.api = RestClient.builder()
                .baseUrl(address.uri())
                .requestFactory(requests.factory())
                .build();
        this.accessTokens = accessTokens;
    }

    NotePage list(UUID tokenSet, int page) {
        return call(
                tokenSet,
                token -> there(api.get()
                        .uri("/notes?page={page}&size=10", page)
                        .headers(headers -> headers.setBearerAuth(token))
                        .retrieve()
                        .body(NotePage.class)));
    }

    /**
     * A note as it was read.
     *
     * @param tag what the API calls this state of it (RFC 9110, section 8.8.3)
     */
    record Read(Note note, @Nullable String tag) {}

    Read read(UUID tokenSet, UUID note) {
        return call(tokenSet, token -> {
            var answer = api.get()
                    .uri("/notes/{id}", note)
                    .headers(headers -> headers.setBearerAuth(token))
                    .retrieve()
                    .toEntity(Note.class);
            return new Read(there(answer.getBody()), answer.getHeaders().getETag());
        });
    }

    void write(UUID tokenSet, NoteText text) {
        call(
                tokenSet,
                token -> api.post()
                        .uri("/notes")
                        .headers(headers -> headers.setBearerAuth(token))
                        .body(text)
                        .retrieve()
                        .toBodilessEntity());
    }

    /**
     * Changes a note, if it is still as it was read.
     *
     * @param tag of what was read; absent: however it is now
     */
    void change(UUID tokenSet, UUID note, NoteText text, @Nullable String tag) {
        call(
                tokenSet,
                token -> api.put()
                        .uri("/notes/{id}", note)
                        .headers(headers -> asRead(tag, headers).setBearerAuth(token))
                        .body(text)
                        .retrieve()
                        .toBodilessEntity());
    }

    /**
     * Deletes a note, if it is still as it was read.
     *
     * @param tag of what was read; absent: however it is now
     */
    void delete(UUID tokenSet, UUID note, @Nullable String tag) {
        call(
                tokenSet,
                token -> api.delete()
                        .uri("/notes/{id}", note)
                        .headers(headers -> asRead(tag, headers).setBearerAuth(token))
                        .retrieve()
                        .toBodilessEntity());
    }

    private static HttpHeaders asRead(@Nullable String tag, HttpHeaders headers) {
        if (tag != null) {
            headers.setIfMatch(tag);
        }
        return headers;
    }

    private <T> T call(UUID tokenSet, Function<String, T> request) {
        var token = accessTokens.current(tokenSet);
        try {
            return request.apply(token);
        } catch (HttpClientErrorException.Unauthorized refused) {
            wantStrongerSignIn(refused);
            return retry(request, accessTokens.insteadOf(tokenSet, token));
        } catch (RestClientException failure) {
            throw problem(failure);
        }
    }

    /** A fresh token of the same sign-in would help nothing then. */
    private static void wantStrongerSignIn(HttpClientErrorException refused) {
        StrongerSignInNeeded.of(challenge(refused)).ifPresent(needed -> {
            throw needed;
        });
    }

    private static <T> T retry(Function<String, T> request, String token) {
        try {
            return request.apply(token);
        } catch (HttpClientErrorException.Unauthorized refused) {
            wantStrongerSignIn(refused);
            throw problem(refused);
        } catch (RestClientException failure) {
            throw problem(failure);
        }
    }

    /** An answer that can't be read is none: whoever sent it, it was not the API as it should be. */
    private static RuntimeException problem(RestClientException failure) {
        if (failure instanceof HttpClientErrorException refused
                && !refused.getStatusCode().equals(HttpStatus.UNAUTHORIZED)) {
            return ConsentMissing.isIn(challenge(refused))
                    ? new ConsentMissing(refused)
                    : new ResponseStatusException(refused.getStatusCode(), null, refused);
        }
        return new NotesUnavailable(failure);
    }

    private static @Nullable String challenge(HttpClientErrorException refused) {
        var headers = refused.getResponseHeaders();
        return headers == null ? null : headers.getFirst(HttpHeaders.WWW_AUTHENTICATE);
    }

    private static <T> T there(@Nullable T body) {
        if (body == null) {
            throw new RestClientException("The API's answer is empty");
        }
        return body;
    }
}
