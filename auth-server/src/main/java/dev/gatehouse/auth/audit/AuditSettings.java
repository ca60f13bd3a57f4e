package dev.gatehouse.auth.audit;

import dev.gatehouse.platform.seal.UnfitSetting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long events are kept.
 *
 * @param retention the age at which an event is removed
 */
@ConfigurationProperties("gatehouse.audit")
public record AuditSettings(@DefaultValue("365d") Duration retention) {

    public AuditSettings {
        UnfitSetting.unless(retention.toSeconds() > 0, "gatehouse.audit.retention must be a second at least.");
    }
}
