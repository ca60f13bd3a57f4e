package dev.gatehouse.resource.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How access tokens are checked, beyond what Spring's own {@code spring.security.oauth2.resourceserver.jwt} settings
 * say.
 *
 * @param clockSkew how far the issuer's clock and ours may be apart
 * @param keysFreshFor how long the published keys are used before they are fetched again
 * @param keyFetchInterval the least time between two fetches that unknown keys cause
 * @param keyFetchTimeout how long one fetch may take
 */
@ConfigurationProperties("gatehouse.resource")
record TokenChecks(
        @DefaultValue("60s") Duration clockSkew,
        @DefaultValue("5m") Duration keysFreshFor,
        @DefaultValue("30s") Duration keyFetchInterval,
        @DefaultValue("2s") Duration keyFetchTimeout) {}
