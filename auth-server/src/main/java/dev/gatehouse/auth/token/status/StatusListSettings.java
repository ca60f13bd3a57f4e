package dev.gatehouse.auth.token.status;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How status lists are published.
 *
 * @param timeToLive how long a resource server may use a list before it asks again; a revoked token is refused after
 *     this time and two seconds at the latest
 */
@ConfigurationProperties("gatehouse.status-list")
record StatusListSettings(@DefaultValue("3s") Duration timeToLive) {

    StatusListSettings {
        if (timeToLive.toSeconds() < 1) {
            throw new UnfitSetting(
                    "gatehouse.status-list.time-to-live is shorter than a second.",
                    "Lists are published in whole seconds; leave it out to get the default.");
        }
    }
}
