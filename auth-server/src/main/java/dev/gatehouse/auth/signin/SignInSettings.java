package dev.gatehouse.auth.signin;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many wrong passwords are too many.
 *
 * @param wrongPasswords after so many for one user name, no password is taken for it any more; people whose browser has
 *     signed in with that name before are counted apart
 * @param wrongPasswordMemory how long they count, from the first one on
 * @param wrongPasswordsPerMinute after so many from one address (IPv6: one network of 64 bits), none is taken from there
 *     until the minute is over, but from browsers that are known for the name
 */
@ConfigurationProperties("gatehouse.sign-in")
record SignInSettings(
        @DefaultValue("5") int wrongPasswords,
        @DefaultValue("15m") Duration wrongPasswordMemory,
        @DefaultValue("30") int wrongPasswordsPerMinute) {

    SignInSettings {
        if (wrongPasswords < 1 || wrongPasswordsPerMinute < 1 || wrongPasswordMemory.toSeconds() < 1) {
            throw new IllegalArgumentException("All of gatehouse.sign-in must be 1 at least, and a second");
        }
    }
}
