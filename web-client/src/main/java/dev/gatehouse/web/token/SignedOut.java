package dev.gatehouse.web.token;

import java.io.Serial;

/** The sign-in is over: the issuer gives no more tokens for it. */
public final class SignedOut extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    SignedOut(Reason reason) {
        super("The sign-in is over: " + reason);
        this.reason = reason;
    }

    /** Returns what the visitor is told. */
    public Reason reason() {
        return reason;
    }

    /** Why a sign-in is over. */
    public enum Reason {
        /** The refresh token had reached its end. */
        EXPIRED,
        /** The issuer ended it before that. */
        ENDED
    }
}
