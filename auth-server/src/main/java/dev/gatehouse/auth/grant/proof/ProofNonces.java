package dev.gatehouse.auth.grant.proof;

import dev.gatehouse.auth.grant.Refusals;
import dev.gatehouse.auth.token.ReceivedJwt;
import dev.gatehouse.platform.seal.Authenticator;
import dev.gatehouse.platform.seal.EncryptionKey;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Enumeration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Nonces for proofs: the time, with a seal that every node can make and check, so that nothing is stored.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-8">RFC 9449, section 8</a>
 */
@Component
public class ProofNonces {

    private static final String HEADER = "DPoP-Nonce";
    private static final String PROOF = "DPoP";

    static final Duration LIFE = Duration.ofMinutes(5);

    /**
     * Where the nonce is asked for before anything else is looked at: whoever comes again with it may come with the same
     * assertion, which would have been used.
     */
    private static final Set<String> AHEAD = Set.of("/oauth2/token", "/oauth2/par");

    private final Refusals refusals = new Refusals();
    private final boolean required;
    private final Authenticator authenticator;
    private final Clock clock;

    ProofNonces(ProofSettings settings, EncryptionKey key, Clock clock) {
        this.required = settings.nonceRequired();
        this.authenticator = key.authenticator("DPoP nonce");
        this.clock = clock;
    }

    /**
     * Refuses requests with several proofs or credentials, of which only one would be looked at (RFC 9449, section 4.3),
     * and puts the header with the next nonce on whatever answers a request with a proof, where nonces are required.
     */
    public void addFilter(HttpSecurity http) {
        http.addFilterBefore(
                new OncePerRequestFilter() {
                    @Override
                    protected boolean shouldNotFilter(HttpServletRequest request) {
                        return request.getHeader(PROOF) == null
                                && request.getParameter("dpop_proof") == null
                                && !isMoreThanOne(request.getHeaders(HttpHeaders.AUTHORIZATION));
                    }

                    @Override
                    protected void doFilterInternal(
                            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                            throws ServletException, IOException {
                        if (required) {
                            response.setHeader(HEADER, next());
                        }
                        var refused = refusal(request);
                        if (refused == null) {
                            chain.doFilter(request, response);
                        } else {
                            refusals.onAuthenticationFailure(request, response, refused);
                        }
                    }
                },
                SecurityContextHolderFilter.class);
    }

    private @Nullable OAuth2AuthenticationException refusal(HttpServletRequest request) {
        if (isMoreThanOne(request.getHeaders(HttpHeaders.AUTHORIZATION))) {
            return Refusals.of(OAuth2ErrorCodes.INVALID_REQUEST, "There is more than one Authorization header.");
        }
        var proof = request.getHeader(PROOF);
        // Spring's engine keeps the header among the parameters, under the name of this one.
        if (proof == null || proof.isBlank() || isMoreThanOne(request.getHeaders(PROOF))) {
            return Refusals.of(OAuth2ErrorCodes.INVALID_DPOP_PROOF, "One proof is wanted, in the DPoP header.");
        }
        return required && AHEAD.contains(request.getServletPath()) ? refusal(proof) : null;
    }

    /** Whether the proof is good is seen later; what is no proof at all has no nonce that could be missing. */
    private @Nullable OAuth2AuthenticationException refusal(String proof) {
        try {
            check(ReceivedJwt.parse(proof).getJWTClaimsSet().getStringClaim("nonce"));
            return null;
        } catch (OAuth2AuthenticationException refused) {
            return refused;
        } catch (ParseException | IllegalArgumentException _) {
            return null;
        }
    }

    private static boolean isMoreThanOne(Enumeration<String> values) {
        if (!values.hasMoreElements()) {
            return false;
        }
        values.nextElement();
        return values.hasMoreElements();
    }

    private String next() {
        var time = Long.toString(clock.instant().getEpochSecond());
        return time + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(authenticator.code(time));
    }

    /** Whether they tell when a proof was made (RFC 9449, section 4.3), whatever clock the client goes by. */
    boolean areRequired() {
        return required;
    }

    /**
     * Checks the nonce of a proof.
     *
     * @throws OAuth2AuthenticationException {@code use_dpop_nonce} when it is missing where one is needed, too old or
     *     not ours
     */
    void check(@Nullable String nonce) {
        if (required && (nonce == null || !isFresh(nonce))) {
            throw Refusals.of("use_dpop_nonce", "The proof must carry the nonce of the DPoP-Nonce header.");
        }
    }

    private boolean isFresh(String nonce) {
        var parts = nonce.split("\\.", -1);
        if (parts.length != 2 || !parts[0].matches("\\d{1,12}") || !parts[1].matches("[A-Za-z0-9_-]{43}")) {
            return false;
        }
        var age = clock.instant().getEpochSecond() - Long.parseLong(parts[0]);
        return authenticator.matches(parts[0], Base64.getUrlDecoder().decode(parts[1]))
                && Math.abs(age) <= LIFE.toSeconds();
    }
}
