package dev.gatehouse.auth.grant.proof;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.auth.client.ClientAlgorithms;
import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.auth.client.authentication.PeerCertificate;
import dev.gatehouse.auth.client.jwk.UsedProofs;
import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.grant.TokenRequest;
import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.token.Confirmation;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.auth.token.ReceivedJwt;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;

/**
 * Checks the proof that came with a request.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC 9449, section 4.3</a>
 */
@Component
public class KeyProofs {

    private static final String PROOF = "dpop_proof";
    private static final String TOKEN_ENDPOINT = "/oauth2/token";
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final int LONGEST_ID = 500;

    private final UsedProofs used;
    private final ProofNonces nonces;
    private final Issuer issuer;
    private final Clock clock;

    KeyProofs(UsedProofs used, ProofNonces nonces, Issuer issuer, Clock clock) {
        this.used = used;
        this.nonces = nonces;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * A proof that fits its request.
     *
     * @param confirmation the key that the client holds
     * @param id what tells the proof from every other of the same key; absent where the connection itself is the proof
     */
    public record KeyProof(
            Confirmation confirmation, @Nullable String id) {}

    /**
     * What a proof is to fit.
     *
     * @param path the endpoint, below the issuer's address
     * @param accessToken the token that comes with it; absent where none does
     * @param algorithms those that are accepted
     */
    public record Occasion(
            String method, String path, @Nullable String accessToken, Set<SigningAlgorithm> algorithms) {}

    /** Tells whether a token request brings a proof, or would have to. */
    public static boolean areNeeded(Map<String, Object> parameters, RegisteredClient client) {
        return parameters.containsKey(PROOF)
                || ClientPolicy.bindsToCertificate(client)
                || ClientPolicy.requiresKeyProof(client);
    }

    /**
     * Reads the proof of a token request.
     *
     * @param parameters those of the request, among which Spring puts the {@code DPoP} header
     * @return null where the request brought no proof, and needs none
     * @throws OAuth2AuthenticationException {@code invalid_dpop_proof}, {@code use_dpop_nonce}, {@code invalid_request}
     */
    public @Nullable KeyProof read(Map<String, Object> parameters, TokenRequest request) {
        var client = request.client();
        if (ClientPolicy.bindsToCertificate(client)) {
            return certified(request);
        }
        if (parameters.get(PROOF) instanceof String proof) {
            return read(proof, new Occasion("POST", TOKEN_ENDPOINT, null, ClientAlgorithms.ofProofs(client)));
        }
        if (ClientPolicy.requiresKeyProof(client)) {
            throw Refusals.of(
                    OAuth2ErrorCodes.INVALID_REQUEST, "This client's tokens are bound to a key; no proof came.");
        }
        return null;
    }

    private static KeyProof certified(TokenRequest request) {
        if (request.authentication().getCredentials() instanceof X509Certificate certificate) {
            return new KeyProof(Confirmation.certificate(PeerCertificate.thumbprint(certificate)), null);
        }
        throw Refusals.of(
                OAuth2ErrorCodes.INVALID_REQUEST, "This client's tokens are bound to a certificate; none came.");
    }

    /**
     * Reads a proof.
     *
     * @param proof the value of the {@code DPoP} header
     * @throws OAuth2AuthenticationException {@code invalid_dpop_proof}, {@code use_dpop_nonce}
     */
    public KeyProof read(String proof, Occasion occasion) {
        try {
            var jwt = ReceivedJwt.parse(proof);
            var claims = jwt.getJWTClaimsSet();
            var id = claims.getJWTID();
            if (id == null
                    || id.isEmpty()
                    || id.length() > LONGEST_ID
                    || !isSigned(jwt, occasion.algorithms())
                    || !fits(claims, occasion)) {
                throw refused();
            }
            nonces.check(claims.getStringClaim("nonce"));
            return new KeyProof(
                    Confirmation.key(
                            jwt.getHeader().getJWK().computeThumbprint().toString()),
                    id);
        } catch (ParseException | JOSEException | IllegalArgumentException _) {
            throw refused();
        }
    }

    /**
     * Uses a proof, once. It comes after all other checks, so that nobody fills the database with proofs who has nothing
     * else to show.
     *
     * @throws OAuth2AuthenticationException {@code invalid_dpop_proof} when it was used before, on any node
     */
    public void use(@Nullable KeyProof proof) {
        if (proof != null
                && proof.id() != null
                && !used.take(proof.confirmation().thumbprint(), proof.id(), window().multipliedBy(2))) {
            throw refused();
        }
    }

    /** How far from now a proof may have been made, by its own words or by its nonce. */
    private Duration window() {
        return nonces.areRequired() ? ProofNonces.LIFE : WINDOW;
    }

    /** The key is in the proof itself: what counts is that its holder made it, and made it for us. */
    private static boolean isSigned(SignedJWT jwt, Set<SigningAlgorithm> algorithms) {
        var header = jwt.getHeader();
        var key = header.getJWK();
        return header.getType() != null
                && "dpop+jwt".equals(header.getType().getType())
                && header.getCriticalParams() == null
                && key != null
                && !key.isPrivate()
                && SigningAlgorithm.of(header.getAlgorithm().getName())
                        .filter(algorithms::contains)
                        .filter(algorithm -> algorithm.verifies(
                                key, jwt.getSigningInput(), jwt.getSignature().decode()))
                        .isPresent();
    }

    private boolean fits(JWTClaimsSet proof, Occasion occasion) throws ParseException {
        var address = normal(proof.getStringClaim("htu"));
        return occasion.method().equals(proof.getStringClaim("htm"))
                && address != null
                && address.equals(normal(issuer.issuer() + occasion.path()))
                && (occasion.accessToken() == null
                        || hash(occasion.accessToken()).equals(proof.getStringClaim("ath")))
                && isCurrent(proof);
    }

    private boolean isCurrent(JWTClaimsSet proof) {
        var now = clock.instant();
        var made = proof.getIssueTime();
        var begins = proof.getNotBeforeTime();
        var ends = proof.getExpirationTime();
        return made != null
                && (nonces.areRequired()
                        || Duration.between(made.toInstant(), now).abs().compareTo(WINDOW) <= 0)
                && (begins == null || !begins.toInstant().isAfter(now.plus(WINDOW)))
                && (ends == null || ends.toInstant().isAfter(now.minus(WINDOW)));
    }

    private static String hash(String accessToken) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(OpaqueToken.digest(accessToken));
    }

    /** Without query and fragment, and as RFC 3986, section 6.2.2 and 6.2.3, writes scheme, host and port. */
    private static @Nullable String normal(@Nullable String address) {
        if (address == null) {
            return null;
        }
        try {
            var uri = new URI(address);
            if (uri.getScheme() == null || uri.getHost() == null) {
                return null;
            }
            var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            var usual = scheme.equals("https") ? 443 : 80;
            var port = uri.getPort() < 0 ? usual : uri.getPort();
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port + uri.getRawPath();
        } catch (URISyntaxException _) {
            return null;
        }
    }

    private static OAuth2AuthenticationException refused() {
        return Refusals.of(
                OAuth2ErrorCodes.INVALID_DPOP_PROOF,
                "The DPoP proof is malformed, too old, for another request or was used before.");
    }
}
