package dev.gatehouse.auth.client.registration;

import dev.gatehouse.auth.client.ClientMetadata;
import dev.gatehouse.auth.client.jwk.ClientKeys;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.outgoing.OutgoingRequests;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** The members of a registration that say how the client proves who it is. */
final class KeyMembers {

    private KeyMembers() {}

    static ClientMetadata.Keys read(MetadataReader reader, String method, OutgoingRequests outgoing) {
        var set = set(reader);
        var uri = reader.address("jwks_uri", outgoing);
        if (set != null && uri != null) {
            throw RefusedRegistration.metadata("Only one of jwks and jwks_uri may be given.");
        }
        if (set == null
                && uri == null
                && Set.of("private_key_jwt", "self_signed_tls_client_auth").contains(method)) {
            throw RefusedRegistration.metadata(method + " needs keys: give jwks or jwks_uri.");
        }
        var subject = reader.textOrNull("tls_client_auth_subject_dn");
        if (subject != null && !isName(subject)) {
            throw RefusedRegistration.metadata("tls_client_auth_subject_dn is no distinguished name.");
        }
        if (method.equals("tls_client_auth") && subject == null) {
            throw RefusedRegistration.metadata("tls_client_auth needs tls_client_auth_subject_dn.");
        }
        return new ClientMetadata.Keys(
                set, uri, reader.oneOf("token_endpoint_auth_signing_alg", signedBy(method)), subject);
    }

    private static boolean isName(String subject) {
        try {
            return !new X500Principal(subject).getName().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static List<String> signedBy(String method) {
        return method.equals("client_secret_jwt") ? List.of("HS256") : SigningAlgorithm.names();
    }

    private static @Nullable String set(MetadataReader reader) {
        var jwks = reader.json().get("jwks");
        if (jwks == null || jwks.isNull()) {
            return null;
        }
        var text = jwks.toString();
        if (!jwks.isObject() || !ClientKeys.isPublicSet(text)) {
            throw RefusedRegistration.metadata("jwks must be a JWK Set of public keys.");
        }
        return text;
    }
}
