package dev.gatehouse.web.token;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/** Checks the signature of a token of any kind against the issuer's published keys, and nothing else of it. */
@Component
class SignatureCheck {

    private final IssuerRegistration registration;
    private final IssuerRequests requests;
    private volatile @Nullable JwtDecoder decoder;

    SignatureCheck(IssuerRegistration registration, IssuerRequests requests) {
        this.registration = registration;
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
            var made =
                    requests.decoder(registration.current()).validateType(false).build();
            made.setJwtValidator(_ -> OAuth2TokenValidatorResult.success());
            decoder = made;
            known = made;
        }
        return known;
    }
}
