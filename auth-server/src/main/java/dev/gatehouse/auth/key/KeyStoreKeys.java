package dev.gatehouse.auth.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.gatehouse.platform.seal.UnfitSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Keys in a key store of the JDK: a PKCS#12 file, or through PKCS#11 an HSM, which signs without ever showing the
 * private half. Who keeps the store rotates the keys; this server reads it at start.
 */
class KeyStoreKeys implements SigningKeySource {

    private final List<SigningKey> keys;

    KeyStoreKeys(KeySettings.KeyStoreSettings settings, List<SigningAlgorithm> algorithms) {
        try {
            this.keys = read(open(settings), settings, algorithms);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException cause) {
            throw new UnfitSetting(
                    "The key store " + settings.location() + " can not be read: " + cause.getMessage(),
                    "Correct gatehouse.key.key-store.location, .type or .password.");
        }
        for (var algorithm : List.of(SigningAlgorithm.ES256, SigningAlgorithm.RS256)) {
            if (keys.stream().noneMatch(key -> signsWith(key, algorithm))) {
                throw new UnfitSetting(
                        "The key store " + settings.location() + " has no active key for " + algorithm.getName() + ".",
                        "Name one in gatehouse.key.key-store.active.");
            }
        }
    }

    private static boolean signsWith(SigningKey key, SigningAlgorithm algorithm) {
        return key.algorithm() == algorithm && key.state() == SigningKey.State.ACTIVE;
    }

    @Override
    public List<SigningKey> keys() {
        return keys;
    }

    private static KeyStore open(KeySettings.KeyStoreSettings settings) throws GeneralSecurityException, IOException {
        var password = settings.password().toCharArray();
        if (settings.type().equals("PKCS11")) {
            var provider = Security.getProvider("SunPKCS11").configure(settings.location());
            Security.addProvider(provider);
            var store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, password);
            return store;
        }
        var store = KeyStore.getInstance(settings.type());
        try (var file = Files.newInputStream(Path.of(settings.location()))) {
            store.load(file, password);
        }
        return store;
    }

    private static List<SigningKey> read(
            KeyStore store, KeySettings.KeyStoreSettings settings, List<SigningAlgorithm> algorithms)
            throws GeneralSecurityException {
        var keys = new ArrayList<SigningKey>();
        for (var alias : Collections.list(store.aliases())) {
            if (store.getKey(alias, settings.password().toCharArray()) instanceof PrivateKey key) {
                var jwk = jwk(store.getCertificate(alias).getPublicKey());
                var state = settings.active().contains(alias) ? SigningKey.State.ACTIVE : SigningKey.State.RETIRING;
                algorithmFor(jwk, algorithms, keys).ifPresent(algorithm -> keys.add(key(key, jwk, algorithm, state)));
            }
        }
        return List.copyOf(keys);
    }

    /** A key is used with one algorithm only: the first that it fits and that no other key signs with yet. */
    private static Optional<SigningAlgorithm> algorithmFor(
            JWK jwk, List<SigningAlgorithm> algorithms, List<SigningKey> taken) {
        var fitting =
                algorithms.stream().filter(algorithm -> algorithm.fits(jwk)).toList();
        return fitting.stream()
                .filter(algorithm -> taken.stream().noneMatch(key -> signsWith(key, algorithm)))
                .findFirst()
                .or(() -> fitting.stream().findFirst());
    }

    private static SigningKey key(PrivateKey key, JWK jwk, SigningAlgorithm algorithm, SigningKey.State state) {
        try {
            return new SigningKey(Jwks.named(jwk, algorithm), algorithm, state, new PooledSigner(algorithm, key));
        } catch (JOSEException cause) {
            throw new IllegalArgumentException(cause);
        }
    }

    private static JWK jwk(PublicKey key) {
        return switch (key) {
            case ECPublicKey ec -> new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build();
            case RSAPublicKey rsa -> new RSAKey.Builder(rsa).build();
            case EdECPublicKey ed -> new OctetKeyPair.Builder(Curve.Ed25519, Ed25519.x(ed)).build();
            default -> throw new IllegalArgumentException("Keys of the type " + key.getAlgorithm() + " do not sign");
        };
    }
}
