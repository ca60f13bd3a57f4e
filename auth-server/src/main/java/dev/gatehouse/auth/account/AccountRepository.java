package dev.gatehouse.auth.account;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.ListCrudRepository;

interface AccountRepository extends ListCrudRepository<Account, UUID> {

    @Query("select * from account where username_key = lower(:username)")
    Optional<Account> findByUsername(String username);
}
