package dev.gatehouse.resource.security;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How access tokens are checked, beyond what Spring's own {@code spring.security.oauth2.resourceserver.jwt} settings
 * say.
 *
 * @param clockSkew how far the issuer's clock and ours may be apart, 10 minutes at most
 * @param keysFreshFor how long the published keys are used before they are fetched again; a key that the
 *     issuer has revoked is refused after that time at the latest
 * @param keyFetchInterval the least time between two fetches that unknown keys cause
 * @param keyFetchTimeout how long one fetch may take
 * @param rememberedTokens how many tokens whose signature was found good are remembered, some three kilobytes each, so
 *     that it is checked once and not at each call; 0 for none
 * @param deletionMaxAge how old a person's sign-in may be where something is deleted; older ones are asked to sign in
 *     again (RFC 9470). If left out, any age will do.
 * @param clientCertificateHeader the header in which a proxy that ends TLS puts the caller's certificate, for tokens
 *     that are bound to one (RFC 8705); the proxy must remove what callers send under this name
 */
@ConfigurationProperties("gatehouse.resource")
record TokenChecks(
        @DefaultValue("60s") Duration clockSkew,
        @DefaultValue("45s") Duration keysFreshFor,
        @DefaultValue("30s") Duration keyFetchInterval,
        @DefaultValue("2s") Duration keyFetchTimeout,
        @DefaultValue("4096") int rememberedTokens,
        @Nullable Duration deletionMaxAge,
        @Nullable String clientCertificateHeader) {

    private static final String PREFIX = "gatehouse.resource.";
    private static final Duration MOST_SKEW = Duration.ofMinutes(10);

    TokenChecks {
        UnfitSetting.unless(
                !clockSkew.isNegative() && clockSkew.compareTo(MOST_SKEW) <= 0,
                PREFIX + "clock-skew must be between 0 and 10 minutes.");
        UnfitSetting.unless(keysFreshFor.isPositive(), PREFIX + "keys-fresh-for must be longer than 0.");
        UnfitSetting.unless(keyFetchInterval.isPositive(), PREFIX + "key-fetch-interval must be longer than 0.");
        UnfitSetting.unless(
                keyFetchTimeout.toMillis() > 0, PREFIX + "key-fetch-timeout must be a millisecond or longer.");
        UnfitSetting.unless(
                keysFreshFor.compareTo(keyFetchInterval) > 0
                        && keysFreshFor.compareTo(keyFetchTimeout.multipliedBy(3)) >= 0,
                PREFIX + "keys-fresh-for must be longer than key-fetch-interval and three times key-fetch-timeout:"
                        + " else keys that are due could not be fetched in time.");
        UnfitSetting.unless(rememberedTokens >= 0, PREFIX + "remembered-tokens must not be negative.");
        UnfitSetting.unless(
                deletionMaxAge == null || !deletionMaxAge.isNegative(),
                PREFIX + "deletion-max-age must not be negative.");
    }
}
