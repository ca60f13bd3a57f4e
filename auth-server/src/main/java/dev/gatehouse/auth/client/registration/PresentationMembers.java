package dev.gatehouse.auth.client.registration;

import dev.gatehouse.auth.client.ClientMetadata;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a registration that are shown to people, or only come back. */
final class PresentationMembers {

    /** Members that mean nothing here, and that only come back as they were. */
    private static final List<String> ECHOED =
            List.of("software_id", "software_version", "initiate_login_uri", "application_type");

    private PresentationMembers() {}

    static ClientMetadata.Presentation read(MetadataReader reader) {
        var further = new LinkedHashMap<String, Object>();
        ECHOED.forEach(name -> reader.text(name).ifPresent(value -> further.put(name, value)));
        var contacts = reader.texts("contacts");
        if (!contacts.isEmpty()) {
            further.put("contacts", List.copyOf(contacts));
        }
        page(reader, "initiate_login_uri");
        reader.text("sector_identifier_uri").ifPresent(uri -> further.put("sector_identifier_uri", uri));
        return new ClientMetadata.Presentation(
                page(reader, "client_uri"),
                page(reader, "logo_uri"),
                page(reader, "policy_uri"),
                page(reader, "tos_uri"),
                Map.copyOf(further));
    }

    /** An address that is only ever shown to people; it must not be a trap when they open it. */
    private static @Nullable String page(MetadataReader reader, String name) {
        var text = reader.textOrNull(name);
        if (text != null && !isPage(text)) {
            throw RefusedRegistration.metadata(name + " must be an HTTPS address.");
        }
        return text;
    }

    private static boolean isPage(String address) {
        try {
            var uri = new URI(address);
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && ("https".equals(uri.getScheme())
                            || "http".equals(uri.getScheme()) && "localhost".equals(uri.getHost()));
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
