package dev.gatehouse.platform.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** Tells a value that this system made from one that somebody else made up (HMAC-SHA-256, RFC 2104). */
public final class Authenticator {

    private static final char SEPARATOR = '.';

    private final List<SecretKey> keys;

    /** @param keys the first one makes codes, each one knows its own */
    Authenticator(List<SecretKey> keys) {
        this.keys = keys;
    }

    /** Returns the 32-byte code of a text. */
    public byte[] code(String text) {
        return code(text, keys.getFirst());
    }

    private static byte[] code(String text, SecretKey key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("This JDK has no HmacSHA256", cause);
        }
    }

    /** Tells, in constant time, whether a code belongs to a text. */
    public boolean matches(String text, byte[] code) {
        return keys.stream().anyMatch(key -> MessageDigest.isEqual(code(text, key), code));
    }

    /** Returns a value with its code behind it, for somebody who brings both back. */
    public String signed(String value) {
        return value + SEPARATOR + Base64.getUrlEncoder().withoutPadding().encodeToString(code(value));
    }

    /** Returns the value that was signed; nothing if somebody else made it up. */
    public Optional<String> verified(String signed) {
        int end = signed.lastIndexOf(SEPARATOR);
        if (end < 1) {
            return Optional.empty();
        }
        try {
            var value = signed.substring(0, end);
            var code = Base64.getUrlDecoder().decode(signed.substring(end + 1));
            return matches(value, code) ? Optional.of(value) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
