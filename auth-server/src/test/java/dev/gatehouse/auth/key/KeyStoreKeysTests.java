package dev.gatehouse.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys in a PKCS#12 file that the JDK's own keytool made. */
class KeyStoreKeysTests {

    private static final String PASSWORD = "correct-horse-battery";
    private static final List<SigningAlgorithm> ALGORITHMS = List.of(SigningAlgorithm.values());

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

    private static KeySettings.KeyStoreSettings settings(String password, String... active) {
        return new KeySettings.KeyStoreSettings(store(), "PKCS12", password, List.of(active));
    }

    @Test
    void keysSignAsTheyAreNamedAndTheOthersAreOnlyPublished() {
        var keys = new KeyStoreKeys(settings(PASSWORD, "ec", "rsa", "rsa-2", "ed"), ALGORITHMS).keys();
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
        assertThatThrownBy(() -> new KeyStoreKeys(settings("wrong", "ec", "rsa"), ALGORITHMS))
                .isInstanceOf(UnfitSetting.class)
                .hasMessageContaining("can not be read");
        assertThatThrownBy(() -> new KeyStoreKeys(settings(PASSWORD, "ec"), ALGORITHMS))
                .isInstanceOf(UnfitSetting.class)
                .hasMessageContaining("RS256");
    }
}
