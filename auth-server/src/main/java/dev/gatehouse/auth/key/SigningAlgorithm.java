package dev.gatehouse.auth.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jose.jws.JwsAlgorithm;

/**
 * The algorithms that this issuer signs with.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">RFC 7518, section 3.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8037#section-3.1">RFC 8037, section 3.1, EdDSA</a>
 */
public enum SigningAlgorithm implements JwsAlgorithm {
    /** ECDSA with P-256: small and fast; for access tokens. */
    ES256(JWSAlgorithm.ES256, "SHA256withECDSAinP1363Format"),
    /** ECDSA with P-384. */
    ES384(JWSAlgorithm.ES384, "SHA384withECDSAinP1363Format"),
    /** RSA, which every OpenID Connect client understands (OpenID Connect Discovery, section 3). */
    RS256(JWSAlgorithm.RS256, "SHA256withRSA"),
    /** RSA with the newer padding. */
    PS256(JWSAlgorithm.PS256, "RSASSA-PSS"),
    /** Ed25519. */
    EdDSA(JWSAlgorithm.EdDSA, "Ed25519");

    private static final int RSA_BITS = 2048;
    private static final int PSS_SALT_BYTES = 32;

    private final JWSAlgorithm jws;
    private final String signature;

    SigningAlgorithm(JWSAlgorithm jws, String signature) {
        this.jws = jws;
        this.signature = signature;
    }

    /** Returns the name in tokens. */
    @Override
    public String getName() {
        return jws.getName();
    }

    /** Returns the names of all: what others may sign with so that we can check it. */
    public static List<String> names() {
        return Arrays.stream(values()).map(SigningAlgorithm::getName).toList();
    }

    /** Finds an algorithm by its name in tokens. */
    public static Optional<SigningAlgorithm> of(String name) {
        return Arrays.stream(values())
                .filter(each -> each.getName().equals(name))
                .findFirst();
    }

    JWSAlgorithm jws() {
        return jws;
    }

    /** Makes a key of this algorithm; its {@code kid} is the RFC 7638 thumbprint. */
    JWK generate() {
        try {
            return Jwks.named(
                    switch (this) {
                        case ES256 -> new ECKeyGenerator(Curve.P_256).generate();
                        case ES384 -> new ECKeyGenerator(Curve.P_384).generate();
                        case RS256, PS256 -> new RSAKeyGenerator(RSA_BITS).generate();
                        case EdDSA -> Ed25519.generate();
                    },
                    this);
        } catch (JOSEException | GeneralSecurityException cause) {
            throw new IllegalStateException("This JDK can not make keys for " + getName(), cause);
        }
    }

    /**
     * Returns the left half of the hash of a text, as ID tokens name what came with them ({@code at_hash}).
     *
     * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken">OpenID Connect Core, section
     *     3.1.3.6</a>
     */
    public String halfHash(String text) {
        var name = switch (this) {
            case ES256, RS256, PS256 -> "SHA-256";
            case ES384 -> "SHA-384";
            case EdDSA -> "SHA-512";
        };
        try {
            var digest = MessageDigest.getInstance(name).digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, digest.length / 2));
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException("This JDK has no " + name, cause);
        }
    }

    /** Tells whether a key can be used with this algorithm. */
    boolean fits(JWK jwk) {
        return switch (this) {
            case ES256 -> jwk instanceof ECKey key && Curve.P_256.equals(key.getCurve());
            case ES384 -> jwk instanceof ECKey key && Curve.P_384.equals(key.getCurve());
            case RS256, PS256 -> jwk instanceof RSAKey key && key.size() >= RSA_BITS;
            case EdDSA ->
                jwk instanceof OctetKeyPair key
                        && Curve.Ed25519.equals(key.getCurve())
                        && key.getDecodedX().length == Ed25519.BYTES;
        };
    }

    /** Tells whether a signature of somebody else was made with a key; one that does not fit this algorithm made none. */
    public boolean verifies(JWK key, byte[] input, byte[] signature) {
        try {
            return fits(key) && new Verifier(this, Jwks.publicKey(key)).verifies(input, signature);
        } catch (JOSEException | GeneralSecurityException _) {
            return false;
        }
    }

    Signature signing(PrivateKey key) throws GeneralSecurityException {
        return FastCryptography.prepare(this::newSignature, signing -> signing.initSign(key));
    }

    Signature verifying(PublicKey key) throws GeneralSecurityException {
        return FastCryptography.prepare(this::newSignature, verifying -> verifying.initVerify(key));
    }

    private Signature newSignature(@Nullable Provider provider) throws GeneralSecurityException {
        var made = provider == null ? Signature.getInstance(signature) : Signature.getInstance(signature, provider);
        if (this == PS256) {
            made.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSS_SALT_BYTES, 1));
        }
        return made;
    }
}
