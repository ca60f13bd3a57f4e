package dev.gatehouse.web.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Gives a call an access token that is in force, refreshing when it has to: in single flight, whichever of many tabs on
 * whichever node asks. No database connection is held while the issuer is asked.
 */
@Component
public class AccessTokens {

    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final Duration PAUSE = Duration.ofMillis(40);

    /** An issuer that needed so long to fail at all hangs, and would let all wait who come after, one by one. */
    private static final Duration HANGING = Duration.ofSeconds(1);

    private static final Duration LEFT_ALONE = Duration.ofSeconds(5);

    /** A token is refreshed when a fifth of its life, or at most this, is left. */
    private static final Duration AHEAD = Duration.ofSeconds(10);

    private final TokenSetStore store;
    private final TokenRefresh refresh;
    private final Clock clock;
    private volatile Instant leftAloneUntil = Instant.MIN;

    AccessTokens(TokenSetStore store, TokenRefresh refresh, Clock clock) {
        this.store = store;
        this.refresh = refresh;
        this.clock = clock;
    }

    /**
     * Returns an access token.
     *
     * @param tokenSet the visitor's token set
     * @throws SignedOut when the issuer refuses to go on
     * @throws IssuerUnavailable when a refresh was needed and the issuer did not answer
     */
    public String current(UUID tokenSet) {
        return current(tokenSet, null);
    }

    /**
     * Returns an access token other than one that the API has refused.
     *
     * @param refused the refused token
     */
    public String insteadOf(UUID tokenSet, String refused) {
        return current(tokenSet, refused);
    }

    private String current(UUID tokenSet, @Nullable String refused) {
        var deadline = clock.instant().plus(PATIENCE);
        while (clock.instant().isBefore(deadline)) {
            var stored = store.find(tokenSet).orElseThrow(() -> new SignedOut(SignedOut.Reason.ENDED));
            var tokens = stored.tokens();
            if (isFresh(tokens) && !tokens.accessToken().equals(refused)) {
                return tokens.accessToken();
            }
            leaveAloneIfHanging();
            var lease = store.lease(tokenSet, stored.version());
            if (lease.isPresent()) {
                return refresh(stored, lease.get()).accessToken();
            }
            pause();
        }
        throw new IssuerUnavailable();
    }

    private TokenSet refresh(TokenSetStore.Stored stored, OffsetDateTime lease) {
        var began = clock.instant();
        try {
            leaveAloneIfHanging();
            var next = refresh.refresh(stored.tokens());
            keep(stored, next);
            return next;
        } catch (SignedOut refused) {
            store.remove(stored.id());
            throw refused;
        } catch (RuntimeException failure) {
            var now = clock.instant();
            if (!now.isBefore(began.plus(HANGING))) {
                leftAloneUntil = now.plus(LEFT_ALONE);
            }
            store.release(stored.id(), lease);
            throw failure;
        }
    }

    private void leaveAloneIfHanging() {
        if (clock.instant().isBefore(leftAloneUntil)) {
            throw new IssuerUnavailable();
        }
    }

    /** Tries twice: tokens that are lost here sign the visitor out. */
    private void keep(TokenSetStore.Stored stored, TokenSet next) {
        try {
            store.replace(stored.id(), stored.version(), next);
        } catch (DataAccessException _) {
            store.replace(stored.id(), stored.version(), next);
        }
    }

    private boolean isFresh(TokenSet tokens) {
        var life = Duration.between(tokens.accessTokenIssuedAt(), tokens.accessTokenExpiresAt());
        var fifth = life.dividedBy(5);
        Instant refreshAt = tokens.accessTokenExpiresAt().minus(fifth.compareTo(AHEAD) < 0 ? fifth : AHEAD);
        return clock.instant().isBefore(refreshAt);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IssuerUnavailable();
        }
    }
}
