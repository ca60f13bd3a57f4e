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
import java.util.List;

/**
 * Keys in a key store of the JDK: a PKCS#12 file, or through PKCS#11 an HSM, which signs without ever showing the
 * private half. Who keeps the store rotates the keys; this server reads it at start.
 */
class KeyStoreKeys implements SigningKeySource {

    private final List<SigningKey> keys;

    KeyStoreKeys(KeySettings.KeyStoreSettings settings) {
        try {
            this.keys = read(open(settings), settings);
        } catch (GeneralSecurityException | IOException | JOSEException | IllegalArgumentException cause) {
            throw new UnfitSetting(
                    "The key store " + settings.location() + " can not be used: " + cause.getMessage(),
                    "Correct gatehouse.key.key-store.location, .type, .password, .active or .retiring.");
        }
        for (var algorithm : List.of(SigningAlgorithm.ES256, SigningAlgorithm.RS256)) {
            if (!settings.active().containsKey(algorithm)) {
                throw new UnfitSetting(
                        "The key store " + settings.location() + " has no active key for " + algorithm.getName() + ".",
                        "Name one in gatehouse.key.key-store.active." + algorithm.getName() + ".");
            }
        }
        if (keys.stream().map(SigningKey::kid).distinct().count() < keys.size()) {
            throw new UnfitSetting(
                    "A key of the key store " + settings.location() + " is named twice.",
                    "Use each key with one algorithm only.");
        }
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

    private static List<SigningKey> read(KeyStore store, KeySettings.KeyStoreSettings settings)
            throws GeneralSecurityException, JOSEException {
        var keys = new ArrayList<SigningKey>();
        for (var each : settings.active().entrySet()) {
            keys.add(key(store, settings, each.getValue(), each.getKey(), SigningKey.State.ACTIVE));
        }
        for (var each : settings.retiring().entrySet()) {
            for (var alias : each.getValue()) {
                keys.add(key(store, settings, alias, each.getKey(), SigningKey.State.RETIRING));
            }
        }
        return List.copyOf(keys);
    }

    private static SigningKey key(
            KeyStore store,
            KeySettings.KeyStoreSettings settings,
            String alias,
            SigningAlgorithm algorithm,
            SigningKey.State state)
            throws GeneralSecurityException, JOSEException {
        if (!(store.getKey(alias, settings.password().toCharArray()) instanceof PrivateKey key)) {
            throw new IllegalArgumentException("it has no private key '" + alias + "'");
        }
        var jwk = jwk(store.getCertificate(alias).getPublicKey());
        if (!algorithm.fits(jwk)) {
            throw new IllegalArgumentException("its key '" + alias + "' is not for " + algorithm.getName());
        }
        return new SigningKey(Jwks.named(jwk, algorithm), algorithm, state, new PooledSigner(algorithm, key));
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
