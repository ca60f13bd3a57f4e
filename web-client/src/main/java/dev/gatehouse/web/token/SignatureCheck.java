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
    private final IssuerKeys keys;
    private volatile @Nullable JwtDecoder decoder;

    SignatureCheck(IssuerRegistration registration, IssuerKeys keys) {
        this.registration = registration;
        this.keys = keys;
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
            var made = keys.decoder(registration.current()).build();
            made.setJwtValidator(_ -> OAuth2TokenValidatorResult.success());
            decoder = made;
            known = made;
        }
        return known;
    }
}
