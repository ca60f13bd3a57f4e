package dev.gatehouse.web.token;

import java.io.Serial;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An API wants the visitor to sign in again, or in a stronger way.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9470#section-3">RFC 9470, section 3</a>
 */
public final class StrongerSignInNeeded extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final Pattern DEMAND = Pattern.compile("(max_age|acr_values)=\"([^\"]{1,200})\"");

    private final transient Map<String, String> demands;

    private StrongerSignInNeeded(Map<String, String> demands) {
        super("An API wants another sign-in: " + demands);
        this.demands = demands;
    }

    /** Reads the challenge of an API; empty if it demands no such thing. */
    public static Optional<StrongerSignInNeeded> of(@Nullable String challenge) {
        if (challenge == null || !challenge.contains("insufficient_user_authentication")) {
            return Optional.empty();
        }
        var demands = new HashMap<String, String>();
        DEMAND.matcher(challenge).results().forEach(found -> demands.put(found.group(1), found.group(2)));
        return Optional.of(new StrongerSignInNeeded(Map.copyOf(demands)));
    }

    /** Returns what the issuer is to be asked for: {@code max_age}, {@code acr_values}. */
    public Map<String, String> demands() {
        return demands;
    }
}
