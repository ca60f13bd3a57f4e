package dev.gatehouse.auth.token;

import java.util.Map;

/**
 * The key that a token is bound to, so that it is of no use to whoever does not hold it.
 *
 * @param method how the holder proves it, as the {@code cnf} claim calls it
 * @param thumbprint the key's
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7800#section-3.1">RFC 7800, section 3.1</a>
 */
public record Confirmation(String method, String thumbprint) {

    private static final String KEY = "jkt";
    private static final String CERTIFICATE = "x5t#S256";

    /** A key that the client signs proofs with (RFC 9449, section 6.1). */
    public static Confirmation key(String thumbprint) {
        return new Confirmation(KEY, thumbprint);
    }

    /** A certificate that the client connects with (RFC 8705, section 3.1). */
    public static Confirmation certificate(String thumbprint) {
        return new Confirmation(CERTIFICATE, thumbprint);
    }

    /** Tells whether each use of the token needs a proof. */
    public boolean wantsProof() {
        return KEY.equals(method);
    }

    Map<String, Object> claim() {
        return Map.of(method, thumbprint);
    }
}
