package dev.gatehouse.auth.client.registration;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Clients whose {@code client_id} is the HTTPS address of their own metadata (OAuth Client ID Metadata Document).
 *
 * @param enabled whether such clients are taken
 * @param allowedHosts which hosts may be the home of one; none named: any public host
 * @param fetchesPerMinute how many documents this node reads in a minute at most, whoever asks
 * @param timeToLive how long a document counts before it is read again, where its own server does not say less
 */
@ConfigurationProperties("gatehouse.client-id-metadata-documents")
public record DocumentSettings(
        @DefaultValue("false") boolean enabled,
        @DefaultValue Set<String> allowedHosts,
        @DefaultValue("120") int fetchesPerMinute,
        @DefaultValue("1h") Duration timeToLive) {

    public DocumentSettings {
        UnfitSetting.unless(
                fetchesPerMinute > 0 && timeToLive.isPositive(),
                "gatehouse.client-id-metadata-documents.fetches-per-minute and time-to-live must be more than nothing.");
    }
}
