package dev.gatehouse.auth.grant.proof;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.auth.token.Issuer;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.DPoPProofContext;
import org.springframework.security.oauth2.jwt.DPoPProofJwtDecoderFactory;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/**
 * Checks the proof that came with a token request.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC 9449, section 4.3</a>
 */
@Component
public class KeyProofs {

    private static final String PROOF = "dpop_proof";
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final int LONGEST_ID = 500;

    private final UsedProofs used;
    private final Clock clock;
    private final String tokenEndpoint;
    private final DPoPProofJwtDecoderFactory decoders = new DPoPProofJwtDecoderFactory();

    KeyProofs(UsedProofs used, Issuer issuer, Clock clock) {
        this.used = used;
        this.clock = clock;
        this.tokenEndpoint = issuer.issuer() + "/oauth2/token";
        // Its own checks know the nodes of one JVM only; the proof's claims are checked here.
        decoders.setJwtValidatorFactory(_ -> _ -> OAuth2TokenValidatorResult.success());
    }

    /**
     * A proof that fits its request.
     *
     * @param thumbprint the key that the client holds (RFC 7638)
     * @param id what tells the proof from every other of the same key
     */
    public record KeyProof(String thumbprint, String id) {}

    /**
     * Reads the proof of a token request.
     *
     * @param parameters those of the request, among which Spring puts the {@code DPoP} header
     * @return null where the request brought no proof
     * @throws OAuth2AuthenticationException {@code invalid_dpop_proof}
     */
    public @Nullable KeyProof read(Map<String, Object> parameters) {
        if (!(parameters.get(PROOF) instanceof String proof)) {
            return null;
        }
        try {
            var claims = decoders.createDecoder(context(proof)).decode(proof);
            var id = claims.getId();
            if (id == null || id.isEmpty() || id.length() > LONGEST_ID || !isForThisRequest(claims)) {
                throw refused();
            }
            return new KeyProof(thumbprint(claims), id);
        } catch (JwtException | ParseException | JOSEException _) {
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
        if (proof != null && !used.take(proof.thumbprint(), proof.id(), WINDOW.multipliedBy(2))) {
            throw refused();
        }
    }

    private DPoPProofContext context(String proof) {
        return DPoPProofContext.withDPoPProof(proof)
                .method("POST")
                .targetUri(tokenEndpoint)
                .build();
    }

    private boolean isForThisRequest(Jwt proof) {
        return "POST".equals(proof.getClaimAsString("htm"))
                && tokenEndpoint.equals(withoutQuery(proof.getClaimAsString("htu")))
                && isCurrent(proof.getIssuedAt());
    }

    private boolean isCurrent(@Nullable Instant issuedAt) {
        return issuedAt != null
                && Duration.between(issuedAt, clock.instant()).abs().compareTo(WINDOW) <= 0;
    }

    private static String withoutQuery(@Nullable String uri) {
        return uri == null ? "" : uri.replaceFirst("[?#].*", "");
    }

    @SuppressWarnings("unchecked") // The decoder accepts no proof whose key is not a JSON object.
    private static String thumbprint(Jwt proof) throws ParseException, JOSEException {
        return JWK.parse((Map<String, Object>) proof.getHeaders().get("jwk"))
                .computeThumbprint()
                .toString();
    }

    private static OAuth2AuthenticationException refused() {
        return new OAuth2AuthenticationException(new OAuth2Error(
                OAuth2ErrorCodes.INVALID_DPOP_PROOF,
                "The DPoP proof is malformed, too old, for another request or was used before.",
                null));
    }
}
