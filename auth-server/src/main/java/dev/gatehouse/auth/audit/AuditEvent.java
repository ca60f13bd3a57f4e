package dev.gatehouse.auth.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that an operator or the person concerned may ask about later. No event carries a secret. */
public sealed interface AuditEvent {

    /** A person signed in. */
    record SignedIn(String accountId) implements AuditEvent {}

    /**
     * Somebody tried to sign in and was refused. The name is not told: it may be a password in the wrong field.
     *
     * @param address where it came from
     */
    record SignInRefused(String because, String address) implements AuditEvent {}

    /** A client could not prove who it is. */
    record ClientRefused(String clientId, String because) implements AuditEvent {}

    /** A person's sign-in became a grant to a client. */
    record GrantIssued(UUID grantId, String clientId, String accountId) implements AuditEvent {}

    /** An authorization code was presented again after it had been redeemed; its grant ended. */
    record CodeReused(UUID grantId, String clientId, UUID accountId) implements AuditEvent {}

    /** A refresh token was traded for its successor. */
    record Refreshed(UUID grantId, String clientId) implements AuditEvent {}

    /** The answer to a refresh was asked for again within the grace period. */
    record RefreshRepeated(UUID grantId, String clientId) implements AuditEvent {}

    /**
     * A refresh was refused; the family is as it was.
     *
     * @param grantId absent where the token is none of ours
     */
    record RefreshRefused(String clientId, @Nullable UUID grantId, String because) implements AuditEvent {}

    /** A spent refresh token came back: somebody holds a copy, so its whole family ended. */
    record RefreshTokenReplayed(UUID grantId, String clientId, UUID accountId) implements AuditEvent {}

    /** A client got an access token for itself. */
    record ClientTokenIssued(String clientId) implements AuditEvent {}

    /** A client traded an access token for another one. */
    record TokenExchanged(String clientId, @Nullable UUID grantId, String subject) implements AuditEvent {}

    /** One access token was ended before its time; its grant, if any, goes on. */
    record AccessTokenRevoked(@Nullable UUID grantId, String because) implements AuditEvent {}

    /** Everything of an account was ended: sessions, grants, tokens. */
    record AccountEnded(UUID accountId, int sessions, String because) implements AuditEvent {}

    /** Everything that a client was granted, or got for itself, was ended. */
    record ClientEnded(String clientId, String because) implements AuditEvent {}

    /** A signing key was made, promoted, retired or revoked. */
    record SigningKeyChanged(String kid, String what) implements AuditEvent {}

    /** A grant was ended on request. */
    record GrantRevoked(UUID grantId, String because) implements AuditEvent {}
}
