package dev.gatehouse.auth.client.registration;

import dev.gatehouse.auth.client.Client;
import dev.gatehouse.auth.client.registration.RegistrationSettings.Mode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * Lets clients register themselves, and read, change and remove what they registered.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7591#section-3">RFC 7591, section 3</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7592#section-2">RFC 7592, section 2</a>
 */
@RestController
@RequestMapping(path = Registrations.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
class RegistrationEndpoint {

    private static final String SCHEME = "Bearer ";

    private final RegistrationSettings settings;
    private final RegistrationRequest requests;
    private final Registrations registrations;

    RegistrationEndpoint(RegistrationSettings settings, RegistrationRequest requests, Registrations registrations) {
        this.settings = settings;
        this.requests = requests;
        this.registrations = registrations;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> register(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            @RequestBody JsonNode request) {
        if (settings.mode() == Mode.OFF) {
            return refused(HttpStatus.FORBIDDEN, "access_denied", "Clients do not register themselves here.");
        }
        if (settings.mode() == Mode.TOKEN
                && token(authorization).filter(this::isInitial).isEmpty()) {
            return unauthorized(authorization);
        }
        registrations.requireRoom();
        return ResponseEntity.status(HttpStatus.CREATED)
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(registrations.add(requests.check(request, true)));
    }

    private boolean isInitial(String token) {
        var presented = token.getBytes(StandardCharsets.UTF_8);
        var known = false;
        for (var each : settings.initialAccessTokens()) {
            known |= MessageDigest.isEqual(each.getBytes(StandardCharsets.UTF_8), presented);
        }
        return known;
    }

    @GetMapping("/{clientId}")
    ResponseEntity<Map<String, Object>> read(
            @PathVariable String clientId,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        var token = token(authorization).orElse("");
        return registrations
                .find(clientId, token)
                .map(client -> ok(registrations.answer(client, token)))
                .orElseGet(() -> unauthorized(authorization));
    }

    @PutMapping(path = "/{clientId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> replace(
            @PathVariable String clientId,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            @RequestBody JsonNode request) {
        var token = token(authorization).orElse("");
        return registrations
                .find(clientId, token)
                .flatMap(client -> {
                    checkIdentity(client, request);
                    return registrations.replace(client, requests.check(request, true), token);
                })
                .map(RegistrationEndpoint::ok)
                .orElseGet(() -> unauthorized(authorization));
    }

    /** RFC 7592, section 2.2: the name must be the client's own, and so must the secret if it is there. */
    private void checkIdentity(Client client, JsonNode request) {
        var reader = new MetadataReader(request);
        if (reader.text("client_id").filter(client.clientId()::equals).isEmpty()) {
            throw RefusedRegistration.metadata("The client_id must be the one that is registered.");
        }
        if (reader.text("client_secret")
                .filter(secret -> !registrations.holds(client, secret))
                .isPresent()) {
            throw RefusedRegistration.metadata("The client_secret is not the one that was given.");
        }
    }

    @DeleteMapping("/{clientId}")
    ResponseEntity<Map<String, Object>> remove(
            @PathVariable String clientId,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        return registrations.remove(clientId, token(authorization).orElse(""))
                ? ResponseEntity.noContent().build()
                : unauthorized(authorization);
    }

    private static Optional<String> token(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(authorization.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    private static ResponseEntity<Map<String, Object>> ok(Map<String, Object> answer) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(answer);
    }

    /** Who brings nothing is not told that it is wrong (RFC 6750, section 3.1). */
    private static ResponseEntity<Map<String, Object>> unauthorized(@Nullable String authorization) {
        return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
                .contentType(MediaType.APPLICATION_JSON)
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        authorization == null ? "Bearer realm=\"gatehouse\"" : "Bearer error=\"invalid_token\"")
                .body(Map.of(
                        "error", "invalid_token", "error_description", "The access token is missing or not valid."));
    }

    private static ResponseEntity<Map<String, Object>> refused(HttpStatus status, String code, String description) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(Map.of("error", code, "error_description", description));
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refused(RefusedRegistration refusal) {
        var status = refusal.code().equals("temporarily_unavailable")
                ? HttpStatus.SERVICE_UNAVAILABLE
                : HttpStatus.BAD_REQUEST;
        return refused(status, refusal.code(), String.valueOf(refusal.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> unreadable(HttpMessageNotReadableException unreadable) {
        return refused(HttpStatus.BAD_REQUEST, "invalid_client_metadata", "The request is not readable as JSON.");
    }
}
