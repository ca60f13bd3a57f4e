package dev.gatehouse.auth.token.status;

import dev.gatehouse.auth.token.TokenStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Gives every new grant, and every token that a client gets for itself, a bit of its own. A node leases many at a time,
 * and the next ones before the last is gone, so that issuing a token waits for no write.
 */
@Component
public class StatusBits {

    private static final int CLIENTS = 10_000;

    private final StatusLists lists;
    private final Clock clock;
    private final Map<Owner, Supply> supplies = new ConcurrentHashMap<>();
    private final Supply grants;

    StatusBits(StatusLists lists, Clock clock) {
        this.lists = lists;
        this.clock = clock;
        this.grants = new Supply(lists, StatusLists.Kind.GRANT, null, clock);
    }

    /**
     * Takes a bit for a new grant.
     *
     * @param life how long a token of the grant can live at most
     */
    public TokenStatus forGrant(Duration life) {
        return grants.take(life);
    }

    /** Takes back the bit of a grant that did not come about: no token names it. */
    public void giveBack(TokenStatus status) {
        grants.giveBack(status);
    }

    /**
     * Takes a bit for a token that a client gets for itself.
     *
     * @param tokensEndedAt when all earlier tokens of the client were ended; bits leased before are spoiled
     * @param life how long the token can live
     */
    public TokenStatus forClient(UUID clientId, @Nullable Instant tokensEndedAt, Duration life) {
        var owner = new Owner(clientId, tokensEndedAt);
        var supply = supplies.get(owner);
        if (supply == null) {
            if (supplies.size() >= CLIENTS) {
                supplies.clear();
            }
            supply = supplies.computeIfAbsent(owner, _ -> new Supply(lists, StatusLists.Kind.CLIENT, clientId, clock));
        }
        return supply.take(life);
    }

    private record Owner(UUID clientId, @Nullable Instant tokensEndedAt) {}
}
