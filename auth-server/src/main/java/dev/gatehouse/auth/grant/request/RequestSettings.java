package dev.gatehouse.auth.grant.request;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Authorization requests that are sent ahead (RFC 9126).
 *
 * @param required whether each authorization request of each client must be pushed
 * @param timeToLive how long the browser may take from there to here
 */
@ConfigurationProperties("gatehouse.pushed-authorization-requests")
public record RequestSettings(
        @DefaultValue("false") boolean required,
        @DefaultValue("60s") Duration timeToLive) {

    /** FAPI 2.0 Security Profile, section 5.3.2.2: less than ten minutes. */
    private static final Duration LONGEST = Duration.ofSeconds(599);

    public RequestSettings {
        if (timeToLive.toSeconds() < 1 || timeToLive.compareTo(LONGEST) > 0) {
            throw new UnfitSetting(
                    "gatehouse.pushed-authorization-requests.time-to-live is " + timeToLive + ".",
                    "It must be a second at least, and shorter than ten minutes.");
        }
    }
}
