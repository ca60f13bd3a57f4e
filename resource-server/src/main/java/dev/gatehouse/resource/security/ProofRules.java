package dev.gatehouse.resource.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.DPoPProofContext;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * What a proof of holding a key must say, beyond Spring's rules: it is signed with an algorithm that the FAPI profile
 * takes too, its own times hold, and its address is this one, of which Spring knows one spelling only.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC 9449, section 4.3</a>
 * @see <a href="https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.4.1">FAPI 2.0 Security Profile,
 *     section 5.4.1</a>
 */
class ProofRules implements Function<DPoPProofContext, OAuth2TokenValidator<Jwt>> {

    /** What a proof may be signed with. */
    static final List<String> ALGORITHMS = List.of("ES256", "PS256", "EdDSA");

    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final int LEAST_RSA_BITS = 2048;
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final OAuth2TokenValidatorResult REFUSED = OAuth2TokenValidatorResult.failure(new OAuth2Error(
            OAuth2ErrorCodes.INVALID_DPOP_PROOF,
            "The proof is for another request or another time, or its key or algorithm is not taken.",
            null));

    private final Function<DPoPProofContext, OAuth2TokenValidator<Jwt>> usual;
    private final Clock clock;

    ProofRules(Function<DPoPProofContext, OAuth2TokenValidator<Jwt>> usual, Clock clock) {
        this.usual = usual;
        this.clock = clock;
    }

    @Override
    public OAuth2TokenValidator<Jwt> apply(DPoPProofContext context) {
        var rest = usual.apply(context);
        return proof -> fits(proof, context) ? rest.validate(spelledAs(context.getTargetUri(), proof)) : REFUSED;
    }

    private boolean fits(Jwt proof, DPoPProofContext context) {
        var now = clock.instant();
        var begins = proof.getNotBefore();
        var ends = proof.getExpiresAt();
        var address = normal(proof.getClaimAsString("htu"));
        return ALGORITHMS.contains(String.valueOf(proof.getHeaders().get("alg")))
                && isOfLongKey(proof)
                && context.getMethod().equals(proof.getClaimAsString("htm"))
                && address != null
                && address.equals(normal(context.getTargetUri()))
                && (begins == null || !begins.isAfter(now.plus(SKEW)))
                && (ends == null || ends.isAfter(now.minus(SKEW)));
    }

    /**
     * Tells whether an RSA key, if it is one, can't be guessed; of elliptic curves all that are taken are long enough.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.5">RFC 7518, section 3.5</a>
     */
    private static boolean isOfLongKey(Jwt proof) {
        try {
            return !(SignedJWT.parse(proof.getTokenValue()).getHeader().getJWK() instanceof RSAKey key)
                    || key.toRSAPublicKey().getModulus().bitLength() >= LEAST_RSA_BITS;
        } catch (ParseException | JOSEException _) {
            return false;
        }
    }

    private static Jwt spelledAs(String address, Jwt proof) {
        return Jwt.withTokenValue(proof.getTokenValue())
                .headers(all -> all.putAll(proof.getHeaders()))
                .claims(all -> all.putAll(proof.getClaims()))
                .claim("htu", address)
                .build();
    }

    /** Without query and fragment, and as RFC 3986, section 6.2.2 and 6.2.3, writes scheme, host and port. */
    private static @Nullable String normal(@Nullable String address) {
        try {
            var uri = new URI(String.valueOf(address));
            if (uri.getScheme() == null || uri.getHost() == null) {
                return null;
            }
            var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            var usual = scheme.equals("https") ? HTTPS : HTTP;
            var port = uri.getPort() < 0 ? usual : uri.getPort();
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port + uri.getRawPath();
        } catch (URISyntaxException _) {
            return null;
        }
    }
}
