package dev.gatehouse.resource.security;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this API learns which tokens ended before their time.
 *
 * @param baseUri where this program reaches the issuer, if not under {@code issuer-uri}; plain HTTP is for a network of
 *     one's own
 * @param unavailable what happens while no fresh list can be had
 * @param fetchTimeout how long one fetch may take
 */
@ConfigurationProperties("gatehouse.resource.status-list")
record StatusListSettings(
        @Nullable String baseUri,
        @DefaultValue("accept") Unavailable unavailable,
        @DefaultValue("2s") Duration fetchTimeout) {

    StatusListSettings {
        UnfitSetting.unless(
                baseUri == null || WebAddress.isAbsolute(baseUri),
                "gatehouse.resource.status-list.base-uri must be the issuer's http(s) address, or be left out.");
        UnfitSetting.unless(
                fetchTimeout.toMillis() > 0,
                "gatehouse.resource.status-list.fetch-timeout must be a millisecond or longer.");
    }

    /** What to do with a token while nobody knows whether it was revoked. */
    enum Unavailable {
        /**
         * Take it, unless the last list that was had says it is revoked. The token is signed and lives for minutes; an
         * issuer that is away should not take every API with it.
         */
        ACCEPT,
        /** Answer 503: where a revoked token that works for minutes is worse than an API that does not. */
        REFUSE
    }
}
