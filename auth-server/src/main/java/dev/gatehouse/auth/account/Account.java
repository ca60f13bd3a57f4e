package dev.gatehouse.auth.account;

import dev.gatehouse.platform.id.TimeOrderedId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Transient;
import org.springframework.data.domain.Persistable;

/**
 * A person.
 *
 * @param id the subject ({@code sub}) of all tokens about this person; it never changes and is never given again
 * @param username what the person types to sign in; upper and lower case are the same
 * @param password the encoded password
 */
record Account(
        @Id UUID id,
        String username,
        String password,
        String name,
        @Nullable String email,
        boolean emailVerified,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt)
        implements Persistable<UUID> {

    static Account create(String username, String encodedPassword, String name, @Nullable String email, Instant now) {
        return new Account(TimeOrderedId.next(), username, encodedPassword, name, email, email != null, true, now, now);
    }

    @Override
    public UUID getId() {
        return id;
    }

    @Override
    @Transient
    public boolean isNew() {
        return createdAt.equals(updatedAt);
    }
}
