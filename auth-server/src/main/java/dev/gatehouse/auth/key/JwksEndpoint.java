package dev.gatehouse.auth.key;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Hands out the public keys to everybody, and says for how long they may be kept.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section 5</a>
 */
@RestController
class JwksEndpoint {

    private final SigningKeys keys;
    private final CacheControl caching;

    JwksEndpoint(SigningKeys keys, KeySettings settings) {
        this.keys = keys;
        this.caching = CacheControl.maxAge(settings.jwksMaxAge()).cachePublic();
    }

    @GetMapping(path = "/oauth2/jwks")
    ResponseEntity<byte[]> keys(@RequestHeader(value = HttpHeaders.IF_NONE_MATCH, defaultValue = "") String known) {
        var current = keys.current();
        var unchanged = known.contains(current.tag());
        var answer = ResponseEntity.status(unchanged ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .cacheControl(caching)
                .eTag(current.tag())
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .contentType(MediaType.APPLICATION_JSON);
        return unchanged ? answer.build() : answer.body(current.document());
    }
}
