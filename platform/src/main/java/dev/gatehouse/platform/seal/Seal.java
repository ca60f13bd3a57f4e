package dev.gatehouse.platform.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals bytes with AES-256-GCM so that only the holder of the key can read them, and nobody can alter or swap them
 * unnoticed. A sealed value is a random 96-bit nonce, the ciphertext and the 128-bit tag.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/38/d/final">NIST SP 800-38D</a>
 */
public final class Seal {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<SecretKey> keys;

    /** @param key an AES key of 256 bits */
    public Seal(SecretKey key) {
        this(List.of(key));
    }

    /** @param keys AES keys of 256 bits: the first one seals, each one opens */
    Seal(List<SecretKey> keys) {
        this.keys = keys;
    }

    /**
     * Seals a value for one place.
     *
     * @param plain what to keep secret
     * @param place where it belongs, for example its row's key: opening it for another place fails
     */
    public byte[] seal(byte[] plain, byte[] place) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, keys.getFirst(), nonce, place);
            var sealed = ByteBuffer.allocate(NONCE_BYTES + cipher.getOutputSize(plain.length));
            sealed.put(nonce);
            cipher.doFinal(ByteBuffer.wrap(plain), sealed);
            return sealed.array();
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("AES-GCM is not usable", cause);
        }
    }

    /**
     * Opens a sealed value.
     *
     * @throws BrokenSeal when it was altered, belongs to another place, or was sealed under another key
     */
    public byte[] open(byte[] sealed, byte[] place) {
        if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
            throw new BrokenSeal();
        }
        var nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, 0, nonce, 0, NONCE_BYTES);
        for (var key : keys) {
            var plain = open(sealed, key, nonce, place);
            if (plain != null) {
                return plain;
            }
        }
        throw new BrokenSeal();
    }

    private static byte @Nullable [] open(byte[] sealed, SecretKey key, byte[] nonce, byte[] place) {
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, place)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (AEADBadTagException _) {
            return null;
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("AES-GCM is not usable", cause);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] place) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place);
        return cipher;
    }
}
