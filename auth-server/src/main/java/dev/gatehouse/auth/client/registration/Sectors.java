package dev.gatehouse.auth.client.registration;

import dev.gatehouse.auth.outgoing.OutgoingFailure;
import dev.gatehouse.auth.outgoing.OutgoingRequests;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds the sector of a client: who shares its pairwise subjects.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#PairwiseAlg">OpenID Connect Core, section 8.1</a>
 */
@Component
class Sectors {

    private final OutgoingRequests outgoing;
    private final JsonMapper json;

    Sectors(OutgoingRequests outgoing, JsonMapper json) {
        this.outgoing = outgoing;
        this.json = json;
    }

    /**
     * Returns the sector.
     *
     * @param uri the {@code sector_identifier_uri}, whose document must name all redirect URIs
     * @param pairwise whether the client wants pairwise subjects; if not, only the document is checked
     */
    @Nullable
    String of(@Nullable String uri, Set<String> redirectUris, boolean pairwise) {
        if (uri != null) {
            if (redirectUris.isEmpty()) {
                throw RefusedRegistration.metadata("A sector_identifier_uri needs redirect URIs to name.");
            }
            checkDocument(uri, redirectUris);
            return pairwise ? URI.create(uri).getHost().toLowerCase(Locale.ROOT) : null;
        }
        // Only whoever answers under a host's HTTPS address has shown to be of that host.
        var hosts = redirectUris.stream()
                .map(URI::create)
                .map(each -> "https".equals(each.getScheme())
                        ? String.valueOf(each.getHost()).toLowerCase(Locale.ROOT)
                        : "")
                .collect(Collectors.toSet());
        var host = hosts.size() == 1 ? hosts.iterator().next() : "";
        if (host.isEmpty()) {
            throw RefusedRegistration.metadata(
                    "Redirect URIs that are not HTTPS addresses of one host need a sector_identifier_uri.");
        }
        return host;
    }

    private void checkDocument(String uri, Set<String> redirectUris) {
        try {
            var answer = outgoing.get(URI.create(uri), "application/json", OutgoingRequests.Purpose.REGISTRATION);
            var named = answer.status() == 200 ? json.readTree(answer.body()) : null;
            if (named == null
                    || !named.isArray()
                    || !named.valueStream()
                            .filter(JsonNode::isString)
                            .map(JsonNode::asString)
                            .collect(Collectors.toSet())
                            .containsAll(redirectUris)) {
                throw RefusedRegistration.metadata("The sector_identifier_uri does not name all redirect URIs.");
            }
        } catch (OutgoingFailure | JacksonException _) {
            throw RefusedRegistration.metadata("The sector_identifier_uri can not be read.");
        }
    }
}
