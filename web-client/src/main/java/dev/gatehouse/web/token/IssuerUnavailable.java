package dev.gatehouse.web.token;

import java.io.Serial;

/** The issuer did not answer, or not sensibly; the sign-in is as it was. */
public final class IssuerUnavailable extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    IssuerUnavailable() {
        super("The issuer did not answer");
    }

    IssuerUnavailable(Throwable cause) {
        super("The issuer did not answer", cause);
    }
}
