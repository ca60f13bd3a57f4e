package dev.gatehouse.auth.token.status;

import dev.gatehouse.auth.key.SigningAlgorithm;
import dev.gatehouse.auth.key.SigningKeys;
import dev.gatehouse.auth.token.Issuer;
import dev.gatehouse.auth.token.OpaqueToken;
import dev.gatehouse.auth.token.TokenStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.stereotype.Component;

/**
 * Signed status lists, held ready. However many ask, the database is asked once a second for what is new, and a list is
 * signed again only when a bit was set, another key signs, or the signature grows old.
 */
@Component
class PublishedStatusLists {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    /** While a list is being looked at, the others get it as it was, but no older than this. */
    private static final Duration LATEST = Duration.ofSeconds(2);

    private static final Duration VALIDITY = Duration.ofHours(1);

    /** Each takes 128 KiB; resource servers ask for the few whose tokens are in use. */
    private static final int MOST_HELD = 64;

    private final StatusLists lists;
    private final JwtEncoder encoder;
    private final SigningKeys keys;
    private final Issuer issuer;
    private final StatusListSettings settings;
    private final Clock clock;
    private final Map<UUID, Held> held = new LinkedHashMap<>(MOST_HELD, 1, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Held> eldest) {
            return size() > MOST_HELD;
        }
    };

    PublishedStatusLists(
            StatusLists lists,
            JwtEncoder encoder,
            SigningKeys keys,
            Issuer issuer,
            StatusListSettings settings,
            Clock clock) {
        this.lists = lists;
        this.encoder = encoder;
        this.keys = keys;
        this.issuer = issuer;
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns a list that is two seconds old at most; empty if there is none, or it has expired. */
    Optional<StatusListDocument> find(UUID list) {
        var known = held(list);
        if (known == null) {
            var expiry = lists.expiry(list).filter(each -> each.isAfter(clock.instant()));
            if (expiry.isEmpty()) {
                return Optional.empty();
            }
            known = keep(list);
        }
        return Optional.of(known.current());
    }

    private @Nullable Held held(UUID list) {
        synchronized (held) {
            return held.get(list);
        }
    }

    private Held keep(UUID list) {
        synchronized (held) {
            return held.computeIfAbsent(list, Held::new);
        }
    }

    private StatusListDocument refreshed(UUID list, @Nullable StatusListDocument last) {
        var changes = lists.changes(list, last == null ? null : last.asOf());
        var bits = last == null ? new BitSet() : (BitSet) last.bits().clone();
        bits.or(changes.set());
        var now = clock.instant();
        return last != null
                        && bits.equals(last.bits())
                        && last.kid().equals(keys.signing(SigningAlgorithm.ES256))
                        && last.signedAt().plus(VALIDITY.dividedBy(2)).isAfter(now)
                ? last.stillTrue(changes.asOf())
                : sign(list, bits, changes.asOf(), now);
    }

    private StatusListDocument sign(UUID list, BitSet bits, Instant asOf, Instant now) {
        var claims = JwtClaimsSet.builder()
                .subject(TokenStatus.address(issuer, list))
                .issuedAt(now)
                .expiresAt(now.plus(VALIDITY))
                .claim("ttl", settings.timeToLive().toSeconds())
                .claim("status_list", Map.of("bits", 1, "lst", StatusListDocument.compressed(bits)))
                .build();
        var header =
                JwsHeader.with(SigningAlgorithm.ES256).type("statuslist+jwt").build();
        var jwt = encoder.encode(JwtEncoderParameters.from(header, claims));
        var kid = (String) Objects.requireNonNull(jwt.getHeaders().get("kid"));
        var value = jwt.getTokenValue();
        return StatusListDocument.of(bits, asOf, now, kid, value, OpaqueToken.digest(value));
    }

    /** One list; while one request refreshes it, the others get it as it was a moment ago. */
    private final class Held {

        private final UUID list;
        private final ReentrantLock refreshing = new ReentrantLock();
        private volatile @Nullable StatusListDocument document;
        private volatile Instant checkedAt = Instant.EPOCH;
        private volatile Instant failedAt = Instant.EPOCH;

        Held(UUID list) {
            this.list = list;
        }

        StatusListDocument current() {
            var known = document;
            if (known != null && (isYoungerThan(CHECK_INTERVAL) || isYoungerThan(LATEST) && !refreshing.tryLock())) {
                return known;
            }
            if (!refreshing.isHeldByCurrentThread()) {
                refreshing.lock();
            }
            try {
                var last = document;
                if (last != null && isYoungerThan(CHECK_INTERVAL)) {
                    return last;
                }
                if (failedAt.plus(CHECK_INTERVAL).isAfter(clock.instant())) {
                    throw new TransientDataAccessResourceException("The status list could not be read a moment ago");
                }
                return refresh(last);
            } finally {
                refreshing.unlock();
            }
        }

        private StatusListDocument refresh(@Nullable StatusListDocument last) {
            var now = clock.instant();
            try {
                var fresh = refreshed(list, last);
                document = fresh;
                checkedAt = now;
                return fresh;
            } catch (DataAccessException failure) {
                failedAt = clock.instant();
                throw failure;
            }
        }

        private boolean isYoungerThan(Duration age) {
            return checkedAt.plus(age).isAfter(clock.instant());
        }
    }
}
