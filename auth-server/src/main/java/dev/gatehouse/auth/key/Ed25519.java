package dev.gatehouse.auth.key;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/**
 * Ed25519 keys of the JDK as JWKs and back; for this curve the JOSE library would want a further library.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032#section-5.1.2">RFC 8032, section 5.1.2, Encoding</a>
 */
final class Ed25519 {

    static final int BYTES = 32;
    private static final int ODD = 0x80;

    private Ed25519() {}

    static OctetKeyPair generate() throws GeneralSecurityException {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        return new OctetKeyPair.Builder(Curve.Ed25519, x((EdECPublicKey) pair.getPublic()))
                .d(Base64URL.encode(seed))
                .build();
    }

    static PrivateKey privateKey(OctetKeyPair jwk) throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, jwk.getDecodedD()));
    }

    static PublicKey publicKey(OctetKeyPair jwk) throws GeneralSecurityException {
        var bytes = reversed(jwk.getDecodedX());
        boolean odd = (bytes[0] & ODD) != 0;
        bytes[0] &= ~ODD;
        var point = new EdECPoint(odd, new BigInteger(1, bytes));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    static Base64URL x(EdECPublicKey key) {
        var bytes = new byte[BYTES];
        var y = key.getPoint().getY().toByteArray();
        for (int index = 0; index < Math.min(BYTES, y.length); index++) {
            bytes[index] = y[y.length - 1 - index];
        }
        if (key.getPoint().isXOdd()) {
            bytes[BYTES - 1] |= (byte) ODD;
        }
        return Base64URL.encode(bytes);
    }

    private static byte[] reversed(byte[] bytes) {
        var reversed = new byte[bytes.length];
        for (int index = 0; index < bytes.length; index++) {
            reversed[index] = bytes[bytes.length - 1 - index];
        }
        return reversed;
    }
}
