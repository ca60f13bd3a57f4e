package dev.gatehouse.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys in a PKCS#12 file that the JDK's own keytool made. */
class KeyStoreKeysTests {

    private static final String PASSWORD = "correct-horse-battery";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void keyStore() throws Exception {
        make("ec", "EC", "-groupname", "secp256r1");
        make("rsa", "RSA", "-keysize", "2048");
        make("rsa-2", "RSA", "-keysize", "2048");
        make("ed", "Ed25519");
        make("old", "EC", "-groupname", "secp256r1");
    }

    private static void make(String alias, String algorithm, String... further) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=test",
                "-storetype",
                "PKCS12",
                "-keystore",
                store(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(further));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
    }

    private static String store() {
        return folder.resolve("keys.p12").toString();
    }

    private static KeySettings.KeyStoreSettings settings(String password, Map<SigningAlgorithm, String> active) {
        return new KeySettings.KeyStoreSettings(
                store(), "PKCS12", password, active, Map.of(SigningAlgorithm.ES256, List.of("old")));
    }

    @Test
    void keysSignAsTheyAreNamedAndTheOthersAreOnlyPublished() {
        var keys = new KeyStoreKeys(settings(
                        PASSWORD,
                        Map.of(
                                SigningAlgorithm.ES256, "ec",
                                SigningAlgorithm.RS256, "rsa",
                                SigningAlgorithm.PS256, "rsa-2",
                                SigningAlgorithm.EdDSA, "ed")))
                .keys();
        var set = KeySet.of(keys);

        assertThat(keys).extracting(SigningKey::kid).doesNotHaveDuplicates().hasSize(5);
        assertThat(set.active().keySet())
                .containsExactlyInAnyOrder(
                        SigningAlgorithm.ES256, SigningAlgorithm.RS256, SigningAlgorithm.PS256, SigningAlgorithm.EdDSA);
        var input = "to be signed".getBytes(StandardCharsets.US_ASCII);
        for (var key : set.active().values()) {
            var signature = key.signer().sign(input);
            assertThat(set.verifier(key.kid()).verifies(input, signature)).isTrue();
            signature[5] ^= 1;
            assertThat(set.verifier(key.kid()).verifies(input, signature)).isFalse();
        }
    }

    @Test
    void keyStoreWhenItCanNotServeThenRefusedWithASentence() {
        var both = Map.of(SigningAlgorithm.ES256, "ec", SigningAlgorithm.RS256, "rsa");
        assertRefused(settings("wrong", both), "can not be used");
        assertRefused(settings(PASSWORD, Map.of(SigningAlgorithm.ES256, "ec")), "no active key for RS256");
        assertRefused(
                settings(PASSWORD, Map.of(SigningAlgorithm.ES256, "rsa", SigningAlgorithm.RS256, "rsa")),
                "'rsa' is not for ES256");
        assertRefused(
                settings(PASSWORD, Map.of(SigningAlgorithm.ES256, "nobody", SigningAlgorithm.RS256, "rsa")),
                "no private key 'nobody'");
        assertRefused(
                settings(PASSWORD, Map.of(SigningAlgorithm.ES256, "old", SigningAlgorithm.RS256, "rsa")), "twice");
    }

    private static void assertRefused(KeySettings.KeyStoreSettings settings, String sentence) {
        assertThatThrownBy(() -> new KeyStoreKeys(settings))
                .isInstanceOf(UnfitSetting.class)
                .hasMessageContaining(sentence);
    }
}
