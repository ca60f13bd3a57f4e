package dev.gatehouse.web.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Gives a call an access token that is in force, refreshing when it has to: in single flight, whichever of many tabs on
 * whichever node asks. No database connection is held while the issuer is asked.
 */
@Component
public class AccessTokens implements DisposableBean {

    /** How long a visitor waits while another tab, or another node, asks the issuer. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration PAUSE = Duration.ofMillis(40);

    /** How long a visitor waits for the issuer. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    /** Well before the right to refresh ends. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(4);

    /** An issuer that let one visitor wait for so long would let all wait who come after, one by one. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(5);

    /** A token is refreshed when a fifth of its life, or at most this, is left. */
    private static final Duration AHEAD = Duration.ofSeconds(10);

    private final TokenSetStore store;
    private final TokenRefresh refresh;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
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
        var refreshing = threads.submit(() -> finish(stored, lease));
        try {
            return refreshing.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof SignedOut refused) {
                throw refused;
            }
            throw new IssuerUnavailable(failure);
        } catch (TimeoutException late) {
            leftAloneUntil = clock.instant().plus(LEFT_ALONE);
            throw new IssuerUnavailable(late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IssuerUnavailable(interrupted);
        }
    }

    /**
     * Waits for the issuer's answer for longer than any visitor does: when it comes late, the refresh token has been
     * spent all the same, and only the answer has the next one. Whoever asked again with the spent one would be taken for
     * a thief.
     */
    private TokenSet finish(TokenSetStore.Stored stored, OffsetDateTime lease) throws InterruptedException {
        var asked = threads.submit(() -> refresh.refresh(stored.tokens()));
        var held = lease;
        while (true) {
            try {
                var next = asked.get(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                keep(stored, next);
                return next;
            } catch (TimeoutException _) {
                held = prolonged(stored.id(), held);
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof SignedOut refused) {
                    store.remove(stored.id());
                    throw refused;
                }
                store.release(stored.id(), held);
                throw new IssuerUnavailable(failure);
            }
        }
    }

    private OffsetDateTime prolonged(UUID tokenSet, OffsetDateTime held) {
        try {
            return store.prolong(tokenSet, held).orElse(held);
        } catch (DataAccessException _) {
            return held;
        }
    }

    /** What is under way is of use to the next node too. */
    @Override
    public void destroy() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
            threads.shutdownNow();
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
