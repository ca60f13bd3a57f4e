package dev.gatehouse.auth.account;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/**
 * Accounts that exist from the first start on. One that is there already is left as it is.
 *
 * @param local whether this is a trial on one machine; only then are well-known or short passwords taken, and only
 *     then must all addresses be loopback
 * @param initialAccounts the accounts to create where they are missing
 */
@ConfigurationProperties("gatehouse")
record InitialAccounts(
        @DefaultValue("false") boolean local, @DefaultValue List<InitialAccount> initialAccounts) {

    private static final int SHORTEST = 12;

    InitialAccounts {
        if (!local) {
            initialAccounts.forEach(InitialAccounts::refuseGuessable);
        }
    }

    private static void refuseGuessable(InitialAccount account) {
        var password = account.password();
        var lower = password.toLowerCase(Locale.ROOT);
        if (password.length() < SHORTEST
                || lower.contains("password")
                || lower.contains("demo")
                || lower.contains("changeme")
                || lower.contains(account.username().toLowerCase(Locale.ROOT))) {
            throw new UnfitSetting(
                    "The initial account '" + account.username() + "' has a password that can be guessed.",
                    "Give it at least " + SHORTEST + " characters that are neither its name nor a well-known word.");
        }
    }

    /**
     * A person that is there from the start.
     *
     * @param username what to type to sign in
     * @param password the first password
     * @param name what the person is called; the user name if left out
     * @param email an address that is known to be this person's
     * @param claims further standard claims, such as {@code given_name}, {@code phone_number} or {@code address}
     */
    record InitialAccount(
            String username,
            String password,
            @Nullable String name,
            @Nullable String email,
            @Nullable Map<String, Object> claims) {

        InitialAccount {
            if (!StringUtils.hasText(username) || !StringUtils.hasText(password)) {
                throw new UnfitSetting(
                        "An account of gatehouse.initial-accounts has no username or no password.", "Give it both.");
            }
        }

        @Override
        public String toString() {
            return "InitialAccount[" + username + "]";
        }
    }
}
