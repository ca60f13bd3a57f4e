package dev.gatehouse.platform.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealTests {

    private static final byte[] SECRET = "secret".getBytes(UTF_8);
    private static final byte[] HERE = "here".getBytes(UTF_8);

    private final EncryptionKey key = randomKey();
    private final Seal seal = key.seal("tests");

    @Test
    void openGivesBackWhatWasSealed() {
        assertThat(seal.open(seal.seal(SECRET, HERE), HERE)).isEqualTo(SECRET);
    }

    @Test
    void sealingTwiceLooksDifferent() {
        assertThat(seal.seal(SECRET, HERE)).isNotEqualTo(seal.seal(SECRET, HERE));
    }

    @Test
    void openWhenAnyBitIsAlteredThenBroken() {
        var sealed = seal.seal(SECRET, HERE);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            var altered = sealed.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(BrokenSeal.class).isThrownBy(() -> seal.open(altered, HERE));
        }
    }

    @Test
    void openWhenMovedOtherPurposeOtherKeyOrTooShortThenBroken() {
        var sealed = seal.seal(SECRET, HERE);

        assertThatExceptionOfType(BrokenSeal.class).isThrownBy(() -> seal.open(sealed, "there".getBytes(UTF_8)));
        assertThatExceptionOfType(BrokenSeal.class)
                .isThrownBy(() -> key.seal("others").open(sealed, HERE));
        assertThatExceptionOfType(BrokenSeal.class)
                .isThrownBy(() -> randomKey().seal("tests").open(sealed, HERE));
        assertThatExceptionOfType(BrokenSeal.class).isThrownBy(() -> seal.open(new byte[5], HERE));
    }

    @Test
    void keyIsNotInItsText() {
        assertThat(key.toString()).doesNotContain(key.encryptionKey());
    }

    private static EncryptionKey randomKey() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return new EncryptionKey(Base64.getEncoder().encodeToString(bytes), List.of());
    }
}
