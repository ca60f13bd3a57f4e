package dev.gatehouse.auth.grant.device;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Devices that a person lets in on another one (RFC 8628).
 *
 * @param timeToLive how long a person has to type the code
 * @param pollingInterval how long a device waits before it asks again
 */
@ConfigurationProperties("gatehouse.device")
record DeviceSettings(
        @DefaultValue("10m") Duration timeToLive,
        @DefaultValue("5s") Duration pollingInterval) {

    DeviceSettings {
        UnfitSetting.unless(
                timeToLive.toSeconds() > 0 && pollingInterval.compareTo(timeToLive) < 0,
                "gatehouse.device.time-to-live must be longer than gatehouse.device.polling-interval.");
        UnfitSetting.unless(!pollingInterval.isNegative(), "gatehouse.device.polling-interval must not be negative.");
    }
}
