package dev.gatehouse.auth.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A token that means nothing but itself: 256 random bits behind a prefix that says what it is, so that scanners find
 * one that was published by mistake. Only its digest is ever stored.
 *
 * @param value what the holder presents
 */
public record OpaqueToken(String value) {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The kinds of opaque tokens. */
    public enum Kind {
        /** Traded once for tokens (RFC 6749, section 1.3.1). */
        AUTHORIZATION_CODE("gh_ac_"),
        /** Traded for new tokens (RFC 6749, section 1.5). */
        REFRESH_TOKEN("gh_rt_"),
        /** Proves who a client is (RFC 6749, section 2.3.1). */
        CLIENT_SECRET("gh_cs_"),
        /** Stands for a pushed authorization request (RFC 9126, section 2.2). */
        REQUEST_URI("gh_ru_"),
        /** Lets a client manage its registration (RFC 7592, section 3). */
        REGISTRATION_TOKEN("gh_ra_"),
        /** Traded by a device for tokens (RFC 8628, section 3.2). */
        DEVICE_CODE("gh_dc_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        /** Makes a new token of this kind. */
        public OpaqueToken generate() {
            var random = new byte[BYTES];
            RANDOM.nextBytes(random);
            return new OpaqueToken(
                    prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        }

        /** Tells whether a presented value claims to be of this kind. */
        public boolean isKindOf(String presented) {
            return presented.startsWith(prefix);
        }
    }

    /** Returns what is stored: the SHA-256 of the value, useless to a thief. */
    public byte[] digest() {
        return digest(value);
    }

    /** Returns the digest of a presented value. */
    public static byte[] digest(String presented) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(presented.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("This JDK has no SHA-256", cause);
        }
    }

    /** Keeps the value out of logs. */
    @Override
    public String toString() {
        return "OpaqueToken[hidden]";
    }
}
