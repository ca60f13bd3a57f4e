package dev.gatehouse.auth.grant;

import dev.gatehouse.auth.audit.AuditEvent;
import dev.gatehouse.auth.token.RevocationCheck;
import dev.gatehouse.auth.token.TokenId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Ends what was granted: a whole grant with all its tokens, or one access token. */
@Repository
public class Grants implements RevocationCheck {

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    Grants(JdbcClient jdbc, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    /**
     * Ends a grant: its refresh token is dead from this moment on, its access tokens are no longer in force here.
     *
     * @param because the reason, for the record
     */
    public void revoke(UUID grantId, String because) {
        var ended = jdbc.sql("""
                        update authorization_grant set revoked_at = now(), revoked_because = ?
                        where id = ? and revoked_at is null""").params(because, grantId).update();
        if (ended > 0) {
            events.publishEvent(new AuditEvent.GrantRevoked(grantId, because));
        }
    }

    /** Ends one access token before its time. */
    public void revokeAccessToken(String jti, Instant expiresAt) {
        jdbc.sql("insert into revoked_access_token (jti, expires_at) values (?, ?) on conflict do nothing")
                .params(jti, Timestamp.from(expiresAt))
                .update();
    }

    @Override
    public boolean isRevoked(String jti) {
        return TokenId.grantOf(jti)
                .map(grantId ->
                        jdbc.sql("""
                                select exists(select from revoked_access_token where jti = ?)
                                    or not exists(
                                        select from authorization_grant where id = ? and revoked_at is null)""").params(jti, grantId).query(Boolean.class).single())
                .orElseGet(() -> jdbc.sql("select exists(select from revoked_access_token where jti = ?)")
                        .param(jti)
                        .query(Boolean.class)
                        .single());
    }
}
