package dev.gatehouse.auth.grant;

import dev.gatehouse.auth.client.ClientPolicy;
import dev.gatehouse.platform.seal.Authenticator;
import dev.gatehouse.platform.seal.EncryptionKey;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Repository;

/**
 * The name by which a client knows a person: the account's id, or one that only the clients of its sector know.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#SubjectIDTypes">OpenID Connect Core, section 8</a>
 */
@Repository
public class Subjects {

    private final JdbcClient jdbc;
    private final Authenticator sessions;

    Subjects(JdbcClient jdbc, EncryptionKey key) {
        this.sessions = key.authenticator("session of a sector");
        this.jdbc = jdbc;
    }

    /** Returns the subject of a person's tokens for a client. */
    public String of(RegisteredClient client, UUID accountId) {
        return ClientPolicy.sector(client)
                .map(sector -> pairwise(sector, accountId))
                .orElse(accountId)
                .toString();
    }

    private UUID pairwise(String sector, UUID accountId) {
        return find(sector, accountId).orElseGet(() -> {
            // Random, not time-ordered: the time of making would tie a person's subjects together.
            jdbc.sql("""
                            insert into pairwise_subject (account_id, sector, subject) values (?, ?, ?)
                            on conflict do nothing""").params(accountId, sector, UUID.randomUUID()).update();
            return find(sector, accountId).orElseThrow();
        });
    }

    private Optional<UUID> find(String sector, UUID accountId) {
        return jdbc.sql("select subject from pairwise_subject where account_id = ? and sector = ?")
                .params(accountId, sector)
                .query(UUID.class)
                .optional();
    }

    /**
     * Returns the {@code sid} by which a client knows a browser session. Where its subjects are its sector's own, this
     * is too, or it would tie them together.
     */
    public String session(RegisteredClient client, String sessionId) {
        return ClientPolicy.sector(client)
                .map(sector ->
                        Base64.getUrlEncoder().withoutPadding().encodeToString(sessions.code(sessionId + " " + sector)))
                .orElse(sessionId);
    }

    /**
     * Tells whose subject it is.
     *
     * @return empty where no account of this client has it
     */
    public Optional<UUID> account(RegisteredClient client, String subject) {
        try {
            var id = UUID.fromString(subject);
            var sector = ClientPolicy.sector(client);
            return sector.isEmpty()
                    ? Optional.of(id)
                    : jdbc.sql("select account_id from pairwise_subject where subject = ? and sector = ?")
                            .params(id, sector.get())
                            .query(UUID.class)
                            .optional();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
