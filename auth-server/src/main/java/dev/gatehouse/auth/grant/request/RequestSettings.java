package dev.gatehouse.auth.grant.request;

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
        @DefaultValue("60s") Duration timeToLive) {}
