package dev.gatehouse.auth.account;

import java.util.Optional;
import java.util.UUID;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.stereotype.Service;

/**
 * Who has an account here. Signed in, a person is known by the account's id, not by the user name: what is signed,
 * stored and logged stays true when the name changes.
 */
@Service
public class Accounts implements UserDetailsService {

    private final AccountRepository accounts;

    Accounts(AccountRepository accounts) {
        this.accounts = accounts;
    }

    /** Returns the name that a person goes by; the id itself if the account is no longer there. */
    public String displayName(String accountId) {
        return find(accountId).map(Account::name).orElse(accountId);
    }

    /** Returns the id of the open account with a user name. */
    public Optional<UUID> idOf(String username) {
        return accounts.findByUsername(username).filter(Account::enabled).map(Account::id);
    }

    /** Returns an account id as it is, if there is such an open account. */
    public Optional<UUID> idIfOpen(String accountId) {
        return find(accountId).filter(Account::enabled).map(Account::id);
    }

    Optional<Account> find(String accountId) {
        try {
            return accounts.findById(UUID.fromString(accountId));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** A closed account is none: whoever asks must not learn of it by the time that the answer takes. */
    @Override
    public UserDetails loadUserByUsername(String username) {
        var account = accounts.findByUsername(username)
                .filter(Account::enabled)
                .orElseThrow(() -> new UsernameNotFoundException("There is no such account"));
        return User.withUsername(account.id().toString())
                .password(account.password())
                .authorities("ROLE_USER")
                .build();
    }
}
