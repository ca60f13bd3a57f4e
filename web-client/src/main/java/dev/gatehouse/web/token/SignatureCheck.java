package dev.gatehouse.web.token;

import java.util.Objects;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/** Checks the signature of a token of any kind against the issuer's published keys, and nothing else of it. */
@Component
class SignatureCheck {

    private final ClientRegistrationRepository registrations;
    private final IssuerRequests requests;
    private volatile @org.jspecify.annotations.Nullable JwtDecoder decoder;

    SignatureCheck(ClientRegistrationRepository registrations, IssuerRequests requests) {
        this.registrations = registrations;
        this.requests = requests;
    }

    /** What a check says. */
    enum Verdict {
        /** Signed by the issuer, and not altered since. */
        VALID,
        /** Not signed by the issuer, or altered. */
        INVALID,
        /** The keys could not be had. */
        UNKNOWN
    }

    Verdict check(String token) {
        try {
            decoder().decode(token);
            return Verdict.VALID;
        } catch (BadJwtException _) {
            return Verdict.INVALID;
        } catch (JwtException | IssuerUnavailable _) {
            return Verdict.UNKNOWN;
        }
    }

    private JwtDecoder decoder() {
        var known = decoder;
        if (known == null) {
            var registration = Objects.requireNonNull(registrations.findByRegistrationId(TokenRefresh.REGISTRATION));
            var made = NimbusJwtDecoder.withJwkSetUri(Objects.requireNonNull(
                            registration.getProviderDetails().getJwkSetUri()))
                    .jwsAlgorithm(SignatureAlgorithm.ES256)
                    .jwsAlgorithm(SignatureAlgorithm.RS256)
                    .validateType(false)
                    .restOperations(requests.restTemplate())
                    .build();
            made.setJwtValidator(_ -> org.springframework.security.oauth2.core.OAuth2TokenValidatorResult.success());
            decoder = made;
            known = made;
        }
        return known;
    }
}
