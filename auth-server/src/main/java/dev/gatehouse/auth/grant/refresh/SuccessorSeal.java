package dev.gatehouse.auth.grant.refresh;

import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.platform.seal.Seal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps a successor readable for whoever holds the token it succeeded, and for nobody else: the key is derived from
 * that token's value, which the database does not know.
 */
final class SuccessorSeal {

    private static final byte[] INFO = bytes("gatehouse refresh token successor");
    private static final int KEY_BYTES = 32;

    private SuccessorSeal() {}

    static byte[] seal(OpaqueToken successor, OpaqueToken spent) {
        return under(spent).seal(bytes(successor.value()), spent.digest());
    }

    static OpaqueToken open(byte[] sealed, OpaqueToken spent) {
        var value = under(spent).open(sealed, spent.digest());
        return new OpaqueToken(new String(value, StandardCharsets.UTF_8));
    }

    private static Seal under(OpaqueToken spent) {
        try {
            var parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(new SecretKeySpec(bytes(spent.value()), "Generic"))
                    .thenExpand(INFO, KEY_BYTES);
            return new Seal(KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters));
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("This JDK has no HKDF-SHA256", cause);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
