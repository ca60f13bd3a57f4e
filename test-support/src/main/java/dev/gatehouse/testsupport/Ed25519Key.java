package dev.gatehouse.testsupport;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key of an application that signs with Ed25519 (RFC 8037). */
public final class Ed25519Key implements ThirdPartyApp.ProofKey {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int BYTES = 32;

    private final KeyPair pair;
    private final String x;

    private Ed25519Key(KeyPair pair) {
        this.pair = pair;
        var encoded = pair.getPublic().getEncoded();
        this.x = BASE64.encodeToString(Arrays.copyOfRange(encoded, encoded.length - BYTES, encoded.length));
    }

    /** Makes a new key. */
    public static Ed25519Key generate() throws GeneralSecurityException {
        return new Ed25519Key(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    }

    /** Returns the name by which tokens are bound to the key (RFC 7638). */
    public String thumbprint() {
        return digest("{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}");
    }

    @Override
    public String proof(String method, java.net.URI target, @Nullable String accessToken) {
        return proof(method, target, accessToken, null);
    }

    /** Makes a proof that carries a nonce of the server's (RFC 9449, section 8). */
    public String proof(String method, java.net.URI target, @Nullable String accessToken, @Nullable String nonce) {
        var header = "{\"typ\":\"dpop+jwt\",\"alg\":\"EdDSA\",\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + x
                + "\"}}";
        var hash = accessToken == null ? "" : ",\"ath\":\"" + digest(accessToken) + "\"";
        var answered = nonce == null ? "" : ",\"nonce\":\"" + nonce + "\"";
        var claims = "{\"jti\":\"%s\",\"htm\":\"%s\",\"htu\":\"%s\",\"iat\":%d%s%s}"
                .formatted(UUID.randomUUID(), method, target, Instant.now().getEpochSecond(), hash, answered);
        var input = encoded(header) + "." + encoded(claims);
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException(cause);
        }
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String digest(String text) {
        try {
            return BASE64.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException cause) {
            throw new IllegalStateException(cause);
        }
    }
}
