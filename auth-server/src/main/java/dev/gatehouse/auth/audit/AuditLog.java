package dev.gatehouse.auth.audit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Writes every event to the log named {@code audit}; what a machine's every request brings about, thousands of times a
 * second, only where that log is at {@code DEBUG}.
 */
@Component
class AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger("audit");

    @EventListener
    void on(AuditEvent event) {
        switch (event) {
            case AuditEvent.RefreshTokenReplayed _, AuditEvent.CodeReused _ -> LOG.warn("{}", event);
            case AuditEvent.ClientTokenIssued _, AuditEvent.Refreshed _ -> LOG.debug("{}", event);
            default -> LOG.info("{}", event);
        }
    }
}
