package dev.gatehouse.auth.key;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is due in the life of the keys. A key is published before it signs, for as long as anybody may use an older copy
 * of the published keys; and after it has signed, until nothing that it signed is in force.
 *
 * @param longestToken the longest life of anything that is signed
 */
record KeySchedule(KeySettings settings, Duration longestToken) {

    /** One change. */
    sealed interface Step {

        /**
         * A new key is needed.
         *
         * @param signs at once, since there is none; else it is only published for now
         */
        record Make(SigningAlgorithm algorithm, boolean signs) implements Step {}

        /** A published key signs from now on, and the one before it no longer. */
        record Promote(String next, @Nullable String before) implements Step {}

        /**
         * A key of an algorithm that is no longer wanted ceases to sign. It does so at its time only: nodes that are
         * started one after the other with other settings must not undo each other's work.
         */
        record Withdraw(String kid) implements Step {}

        /** Nothing that a key signed is in force any more. */
        record Retire(String kid) implements Step {}
    }

    /** Returns the next change that is due, if any. */
    Optional<Step> next(List<StoredKey> keys, Instant now) {
        return Stream.concat(
                        settings.algorithms().stream().map(algorithm -> ofAlgorithm(algorithm, keys, now)),
                        keys.stream().map(key -> ofKey(key, now)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Step> ofAlgorithm(SigningAlgorithm algorithm, List<StoredKey> keys, Instant now) {
        var active = find(keys, algorithm, SigningKey.State.ACTIVE);
        var pending = find(keys, algorithm, SigningKey.State.PENDING);
        if (active.isEmpty()) {
            return Optional.of(pending.<Step>map(next -> new Step.Promote(next.kid(), null))
                    .orElseGet(() -> new Step.Make(algorithm, true)));
        }
        if (pending.isEmpty()) {
            var successorAt = Objects.requireNonNull(active.get().activeAt()).plus(settings.rotationInterval());
            return isReached(successorAt.minus(settings.publishedAhead()), now)
                    ? Optional.of(new Step.Make(algorithm, false))
                    : Optional.empty();
        }
        var next = pending.get();
        return isReached(next.createdAt().plus(settings.publishedAhead()), now)
                ? Optional.of(new Step.Promote(next.kid(), active.get().kid()))
                : Optional.empty();
    }

    private Optional<Step> ofKey(StoredKey key, Instant now) {
        return switch (key.state()) {
            case PENDING, ACTIVE -> {
                var since = key.activeAt() == null ? key.createdAt() : key.activeAt();
                yield !settings.algorithms().contains(key.algorithm())
                                && isReached(since.plus(settings.rotationInterval()), now)
                        ? Optional.of(new Step.Withdraw(key.kid()))
                        : Optional.empty();
            }
            case RETIRING ->
                isReached(Objects.requireNonNull(key.retiringAt()).plus(settings.publishedAfter(longestToken)), now)
                        ? Optional.of(new Step.Retire(key.kid()))
                        : Optional.empty();
            case RETIRED -> Optional.empty();
        };
    }

    private static Optional<StoredKey> find(List<StoredKey> keys, SigningAlgorithm algorithm, SigningKey.State state) {
        return keys.stream()
                .filter(key -> key.algorithm() == algorithm && key.state() == state)
                .findFirst();
    }

    private static boolean isReached(Instant moment, Instant now) {
        return !now.isBefore(moment);
    }
}
