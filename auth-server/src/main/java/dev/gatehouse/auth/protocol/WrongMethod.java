package dev.gatehouse.auth.protocol;

import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers requests to the machines' endpoints that are not POST, which Spring's engine leaves to others.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.2">RFC 6749, section 3.2</a>
 */
@RestController
class WrongMethod {

    @RequestMapping({
        "/oauth2/token",
        "/oauth2/revoke",
        "/oauth2/introspect",
        "/oauth2/par",
        "/oauth2/device_authorization"
    })
    ResponseEntity<Map<String, String>> refuse() {
        return ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED)
                .allow(HttpMethod.POST)
                .body(Map.of(
                        "error", "invalid_request", "error_description", "This endpoint takes POST requests only."));
    }
}
