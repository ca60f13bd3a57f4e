package dev.gatehouse.platform.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The one secret that a program is given from outside. Everything it seals or authenticates uses a key derived from
 * this one for that purpose alone (HKDF, RFC 5869), so that no two purposes share a key.
 *
 * @param encryptionKey 32 random bytes in Base64, for example from {@code openssl rand -base64 32}; there is no default
 * @param previousEncryptionKeys keys of before, which open what was sealed under them and seal nothing any more
 */
@ConfigurationProperties("gatehouse")
public record EncryptionKey(
        @Nullable String encryptionKey, @DefaultValue List<String> previousEncryptionKeys) {

    private static final int BYTES = 32;

    /** Fewer different bytes than this in 32 do not come from a random source. */
    private static final int FEWEST_DIFFERENT_BYTES = 16;

    public EncryptionKey {
        decode(encryptionKey);
        previousEncryptionKeys.forEach(EncryptionKey::decode);
    }

    /** Returns what seals values of one purpose, and opens also those sealed under a previous key. */
    public Seal seal(String purpose) {
        return new Seal(keys(purpose, "AES"));
    }

    /** Returns what authenticates values of one purpose, and knows also those made under a previous key. */
    public Authenticator authenticator(String purpose) {
        return new Authenticator(keys(purpose, "HmacSHA256"));
    }

    private List<SecretKey> keys(String purpose, String algorithm) {
        return Stream.concat(Stream.of(String.valueOf(encryptionKey)), previousEncryptionKeys.stream())
                .map(each -> derive(each, purpose, algorithm))
                .toList();
    }

    private static SecretKey derive(String encryptionKey, String purpose, String algorithm) {
        try {
            var parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(new SecretKeySpec(decode(encryptionKey), "Generic"))
                    .thenExpand(("gatehouse " + purpose).getBytes(StandardCharsets.UTF_8), BYTES);
            return KDF.getInstance("HKDF-SHA256").deriveKey(algorithm, parameters);
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("This JDK has no HKDF-SHA256", cause);
        }
    }

    private static byte[] decode(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new UnfitSetting("gatehouse.encryption-key is not set.", REMEDY);
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException _) {
            throw new UnfitSetting("gatehouse.encryption-key is not Base64.", REMEDY);
        }
        if (key.length != BYTES) {
            throw new UnfitSetting("gatehouse.encryption-key has " + key.length + " bytes, not 32.", REMEDY);
        }
        if (differentBytes(key) < FEWEST_DIFFERENT_BYTES) {
            throw new UnfitSetting("gatehouse.encryption-key is not random.", REMEDY);
        }
        return key;
    }

    private static long differentBytes(byte[] key) {
        var seen = new java.util.BitSet();
        for (byte each : key) {
            seen.set(each & 0xff);
        }
        return seen.cardinality();
    }

    /** Keeps the key out of logs and error messages. */
    @Override
    public String toString() {
        return "EncryptionKey[hidden]";
    }

    private static final String REMEDY =
            "Give 32 random bytes in Base64, for example from: openssl rand -base64 32. As an environment variable"
                    + " it is GATEHOUSE_ENCRYPTION_KEY; from a file, name it gatehouse.encryption-key in a folder that"
                    + " SPRING_CONFIG_IMPORT=configtree:/the/folder/ reads.";
}
