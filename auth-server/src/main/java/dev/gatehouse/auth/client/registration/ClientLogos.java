package dev.gatehouse.auth.client.registration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.auth.client.ClientPresentation;
import dev.gatehouse.auth.outgoing.OutgoingFailure;
import dev.gatehouse.auth.outgoing.OutgoingRequests;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows the logos of clients from our own address, so that no client learns who looks at our pages. Only pictures that
 * nothing can run in are shown, whatever their sender calls them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7591#section-5">RFC 7591, section 5, on logo_uri</a>
 */
@RestController
class ClientLogos {

    private static final Logger LOG = LoggerFactory.getLogger(ClientLogos.class);

    /** The first bytes of the formats that are shown. */
    private static final Map<String, MediaType> FORMATS = Map.of(
            "89504e470d0a1a0a", MediaType.IMAGE_PNG,
            "ffd8ff", MediaType.IMAGE_JPEG,
            "474946383961", MediaType.IMAGE_GIF,
            "474946383761", MediaType.IMAGE_GIF);

    private static final int LARGEST = 64 * 1024;
    private static final int REMEMBERED = 200;
    private static final Duration LIFE = Duration.ofHours(1);

    /** How long what could not be had is not asked for again. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Logo NONE = new Logo(MediaType.APPLICATION_OCTET_STREAM, new byte[0]);

    private final RegisteredClientRepository clients;
    private final OutgoingRequests outgoing;
    private final Cache<URI, Logo> logos = cache(LIFE);
    private final Cache<URI, Logo> missing = cache(PAUSE);

    ClientLogos(RegisteredClientRepository clients, OutgoingRequests outgoing) {
        this.clients = clients;
        this.outgoing = outgoing;
    }

    private record Logo(MediaType type, byte[] bytes) {}

    @GetMapping(ClientPresentation.LOGOS + "{id}")
    ResponseEntity<byte[]> logo(@PathVariable UUID id) {
        var logo = Optional.ofNullable(clients.findById(id.toString()))
                .flatMap(ClientPresentation::logoUri)
                .map(this::remembered)
                .orElse(NONE);
        return logo == NONE
                ? ResponseEntity.notFound().build()
                : ResponseEntity.ok()
                        .cacheControl(CacheControl.maxAge(LIFE).cachePublic())
                        .header("Content-Security-Policy", "default-src 'none'; sandbox")
                        .contentType(logo.type())
                        .body(logo.bytes());
    }

    private static Cache<URI, Logo> cache(Duration life) {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(life)
                .build();
    }

    private Logo remembered(URI address) {
        var known = logos.getIfPresent(address);
        if (known != null || missing.getIfPresent(address) != null) {
            return known == null ? NONE : known;
        }
        var fetched = fetch(address);
        (fetched == NONE ? missing : logos).put(address, fetched);
        return fetched;
    }

    private Logo fetch(URI address) {
        try {
            var answer = outgoing.get(address, "image/png, image/jpeg, image/gif", OutgoingRequests.Purpose.LOGO);
            return answer.status() == 200 && answer.body().length <= LARGEST ? picture(answer.body()) : NONE;
        } catch (OutgoingFailure failure) {
            LOG.info("The logo {} could not be had: {}", address, failure.getMessage());
            return NONE;
        }
    }

    private static Logo picture(byte[] bytes) {
        var beginning = HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, 8)));
        return FORMATS.entrySet().stream()
                .filter(format -> beginning.startsWith(format.getKey()))
                .findFirst()
                .map(format -> new Logo(format.getValue(), bytes))
                .orElse(NONE);
    }
}
