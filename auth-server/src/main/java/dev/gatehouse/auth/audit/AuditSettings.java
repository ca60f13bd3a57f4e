package dev.gatehouse.auth.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long events are kept.
 *
 * @param retention the age at which an event is removed
 */
@ConfigurationProperties("gatehouse.audit")
public record AuditSettings(@DefaultValue("365d") Duration retention) {}
