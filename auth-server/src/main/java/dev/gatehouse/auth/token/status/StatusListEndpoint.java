package dev.gatehouse.auth.token.status;

import dev.gatehouse.auth.token.TokenStatus;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/**
 * Hands out status lists to everybody.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/">Token Status List, section 8</a>
 */
@RestController
class StatusListEndpoint {

    private static final String STATUS_LIST = "application/statuslist+jwt";
    private static final MediaType STATUS_LIST_TYPE = MediaType.parseMediaType(STATUS_LIST);

    private final PublishedStatusLists lists;
    private final CacheControl caching;

    StatusListEndpoint(PublishedStatusLists lists, StatusListSettings settings) {
        this.lists = lists;
        this.caching = CacheControl.maxAge(settings.timeToLive()).cachePublic();
    }

    @GetMapping(path = TokenStatus.PATH + "{list}", produces = STATUS_LIST)
    ResponseEntity<byte[]> list(
            @PathVariable String list,
            @RequestParam(required = false) @Nullable String time,
            @RequestHeader(value = HttpHeaders.ACCEPT_ENCODING, defaultValue = "") String encodings,
            WebRequest request) {
        if (time != null) {
            // Lists of the past are not kept (section 8.4).
            return ResponseEntity.status(HttpStatus.NOT_IMPLEMENTED).build();
        }
        var found = id(list).flatMap(lists::find);
        if (found.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        var document = found.get();
        var gzip = GzipWish.isIn(encodings);
        var answer = ResponseEntity.status(
                        document.tag().equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))
                                ? HttpStatus.NOT_MODIFIED
                                : HttpStatus.OK)
                .cacheControl(caching)
                .eTag(document.tag())
                .varyBy(HttpHeaders.ACCEPT_ENCODING)
                // Verifiers may be pages in a browser (section 8.1).
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .contentType(STATUS_LIST_TYPE);
        if (gzip) {
            answer.header(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        return answer.body(gzip ? document.gzip() : document.plain());
    }

    /** What is no id is the id of no list. */
    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
