package dev.gatehouse.auth.client.jwk;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.token.ReceivedJwt;
import java.net.URI;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * Tells what a client has signed from what others made up.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7591#section-2">RFC 7591, section 2, jwks and jwks_uri</a>
 */
@Component
public class ClientKeys {

    private static final int MOST = 20;
    private static final int REMEMBERED = 1_000;

    private final FetchedKeys fetched;
    private final Map<String, List<JWK>> parsed = new ConcurrentHashMap<>();

    ClientKeys(FetchedKeys fetched) {
        this.fetched = fetched;
    }

    /** Tells whether a client has told of any keys. */
    public static boolean has(RegisteredClient client) {
        return ClientPolicy.jwkSet(client) != null || ClientPolicy.jwkSetUri(client) != null;
    }

    /** Tells whether a text is a JWK Set of keys that everybody may know, one of which is of use at least. */
    public static boolean isPublicSet(String json) {
        try {
            var members = KeySets.members(json);
            return members.size() <= MOST
                    && members.stream().noneMatch(KeySets::isSecret)
                    && !KeySets.publicKeys(members).isEmpty();
        } catch (ParseException _) {
            return false;
        }
    }

    /**
     * Reads what a client signed.
     *
     * @param jwt a JWT from outside
     * @param algorithms those that are accepted here
     * @param types what it may call itself, in lower case, if it says so at all (RFC 8725, section 3.11)
     * @return what it says; empty when no key of the client made its signature. Its times are not looked at.
     */
    public Optional<JWTClaimsSet> verified(
            String jwt, RegisteredClient client, Set<SigningAlgorithm> algorithms, Set<String> types) {
        return verified(jwt, ClientPolicy.jwkSet(client), ClientPolicy.jwkSetUri(client), algorithms, types);
    }

    /**
     * Reads what somebody signed whose keys are in a set, or published at an address.
     *
     * @param set a JWK Set as JSON; if there is one, it alone counts
     */
    public Optional<JWTClaimsSet> verified(
            String jwt,
            @Nullable String set,
            @Nullable String uri,
            Set<SigningAlgorithm> algorithms,
            Set<String> types) {
        try {
            var signed = ReceivedJwt.parse(jwt);
            return isOneOf(types, signed) && isVerified(signed, set, uri, algorithms)
                    ? Optional.of(signed.getJWTClaimsSet())
                    : Optional.empty();
        } catch (ParseException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Tells whether a JWT calls itself one of some types, in lower case, or does not say what it is. */
    public static boolean isOneOf(Set<String> types, SignedJWT jwt) {
        var type = jwt.getHeader().getType();
        return type == null || types.contains(type.getType().toLowerCase(Locale.ROOT));
    }

    private boolean isVerified(
            SignedJWT jwt, @Nullable String set, @Nullable String uri, Set<SigningAlgorithm> algorithms) {
        var header = jwt.getHeader();
        var algorithm = SigningAlgorithm.of(header.getAlgorithm().getName())
                .filter(algorithms::contains)
                .orElse(null);
        if (algorithm == null || header.getCriticalParams() != null) {
            return false;
        }
        // Published anew, perhaps, since it is not among what is known.
        return keys(set, uri, fetched::of).anyMatch(isSigned(jwt, algorithm))
                || keys(set, uri, fetched::ofNow).anyMatch(isSigned(jwt, algorithm));
    }

    /** Tells whether a key is one of the client's ({@code self_signed_tls_client_auth}). */
    public boolean contain(PublicKey key, RegisteredClient client) {
        var set = ClientPolicy.jwkSet(client);
        var uri = ClientPolicy.jwkSetUri(client);
        return keys(set, uri, fetched::of).anyMatch(isKey(key))
                || keys(set, uri, fetched::ofNow).anyMatch(isKey(key));
    }

    private Stream<JWK> keys(@Nullable String set, @Nullable String uri, Function<URI, List<JWK>> published) {
        if (set != null) {
            return registered(set).stream();
        }
        return uri == null ? Stream.empty() : published.apply(URI.create(uri)).stream();
    }

    private List<JWK> registered(String set) {
        var known = parsed.get(set);
        if (known != null) {
            return known;
        }
        if (parsed.size() >= REMEMBERED) {
            parsed.clear();
        }
        try {
            var keys = KeySets.publicKeys(set);
            parsed.put(set, keys);
            return keys;
        } catch (ParseException _) {
            return List.of();
        }
    }

    private static Predicate<JWK> isKey(PublicKey wanted) {
        return jwk -> {
            try {
                return jwk instanceof AsymmetricJWK key
                        && !(jwk instanceof OctetKeyPair)
                        && wanted.equals(key.toPublicKey());
            } catch (JOSEException _) {
                return false;
            }
        };
    }

    private static Predicate<JWK> isSigned(SignedJWT jwt, SigningAlgorithm algorithm) {
        var kid = jwt.getHeader().getKeyID();
        var input = jwt.getSigningInput();
        var signature = jwt.getSignature().decode();
        return key -> isFor(key, kid, algorithm) && algorithm.verifies(key, input, signature);
    }

    private static boolean isFor(JWK key, @Nullable String kid, SigningAlgorithm algorithm) {
        return (kid == null || key.getKeyID() == null || kid.equals(key.getKeyID()))
                && (key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()))
                && (key.getAlgorithm() == null || key.getAlgorithm().getName().equals(algorithm.getName()));
    }
}
