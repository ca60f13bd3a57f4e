package dev.gatehouse.resource.security;

import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Nonces for proofs: the time, with a code that every node can make and check, so that nothing is stored. They are only
 * demanded where there is a key for them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-9">RFC 9449, section 9</a>
 */
class ProofNonces extends OncePerRequestFilter {

    static final String PROOF = "DPoP";
    private static final String NONCE = "DPoP-Nonce";
    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final @Nullable SecretKeySpec key;
    private final BearerProblems problems;
    private final Clock clock;

    ProofNonces(ProofSettings settings, BearerProblems problems, Clock clock) {
        var encoded = settings.dpopNonceKey();
        this.key =
                encoded == null ? null : new SecretKeySpec(Base64.getDecoder().decode(encoded), ALGORITHM);
        this.problems = problems;
        this.clock = clock;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return key == null
                || request.getHeader(PROOF) == null
                || !BearerProblems.isProofScheme(request.getHeader(HttpHeaders.AUTHORIZATION));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(NONCE, nonce(Long.toString(now())));
        if (isFresh(nonceOf(request.getHeader(PROOF)))) {
            // Whether the proof itself is good is looked at next.
            chain.doFilter(request, response);
        } else {
            problems.askForNonce(response);
        }
    }

    private static String nonceOf(String proof) {
        try {
            var nonce = SignedJWT.parse(proof).getJWTClaimsSet().getStringClaim("nonce");
            return nonce == null ? "" : nonce;
        } catch (ParseException | RuntimeException _) {
            // The library trusts some members more than it should.
            return "";
        }
    }

    private boolean isFresh(String nonce) {
        var time = nonce.replaceFirst("\\..*", "");
        return time.matches("\\d{1,12}")
                && Math.abs(now() - Long.parseLong(time)) <= LIFE.toSeconds()
                && MessageDigest.isEqual(
                        nonce.getBytes(StandardCharsets.UTF_8), nonce(time).getBytes(StandardCharsets.UTF_8));
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private String nonce(String time) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            var code = mac.doFinal(("nonce " + time).getBytes(StandardCharsets.US_ASCII));
            return time + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(code);
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("This JDK has no " + ALGORITHM, cause);
        }
    }
}
