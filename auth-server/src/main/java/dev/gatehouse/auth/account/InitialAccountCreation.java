package dev.gatehouse.auth.account;

import java.time.Clock;
import java.util.Objects;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Creates the initial accounts that are missing, before anybody is served. */
@Component
class InitialAccountCreation implements SmartInitializingSingleton {

    private final InitialAccounts settings;
    private final AccountRepository accounts;
    private final PasswordEncoder passwords;
    private final StandardClaims claims;
    private final TransactionTemplate transaction;
    private final Clock clock;

    InitialAccountCreation(
            InitialAccounts settings,
            AccountRepository accounts,
            PasswordEncoder passwords,
            StandardClaims claims,
            TransactionTemplate transaction,
            Clock clock) {
        this.settings = settings;
        this.accounts = accounts;
        this.passwords = passwords;
        this.claims = claims;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public void afterSingletonsInstantiated() {
        settings.initialAccounts().forEach(this::createIfMissing);
    }

    private void createIfMissing(InitialAccounts.InitialAccount initial) {
        if (accounts.findByUsername(initial.username()).isPresent()) {
            return;
        }
        var password = Objects.requireNonNull(passwords.encode(initial.password()));
        var name = Objects.requireNonNullElse(initial.name(), initial.username());
        try {
            var account = Account.create(initial.username(), password, name, initial.email(), clock.instant());
            transaction.executeWithoutResult(_ -> {
                accounts.save(account);
                claims.add(account.id(), initial.claims());
            });
        } catch (DuplicateKeyException _) {
            // Another node starts at the same moment and was first.
        }
    }
}
