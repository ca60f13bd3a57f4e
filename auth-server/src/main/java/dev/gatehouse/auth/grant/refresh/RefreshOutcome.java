package dev.gatehouse.auth.grant.refresh;

import dev.gatehouse.auth.token.OpaqueToken;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a presented refresh token turned out to be.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2">RFC 9700, section 4.14.2</a>
 */
sealed interface RefreshOutcome {

    /** The current token of a live family: it may be spent now. */
    record Current(RefreshFamily family) implements RefreshOutcome {}

    /**
     * Spent a moment ago, and its successor has not been used: the answer was lost, or a second tab asks too. It gets
     * the same answer again.
     */
    record Repeated(RefreshFamily family, OpaqueToken successor) implements RefreshOutcome {}

    /** Spent before: somebody holds a copy, so the family it belongs to ends. */
    record Replayed(RefreshFamily family) implements RefreshOutcome {}

    /** Of no use, and no sign of theft. */
    record Useless(@Nullable UUID grantId, String because) implements RefreshOutcome {}
}
