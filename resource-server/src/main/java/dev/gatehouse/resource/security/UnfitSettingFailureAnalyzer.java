package dev.gatehouse.resource.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Shows a refused setting as its sentence, before Spring Boot shows how it came to be refused. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnfitSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnfitSetting> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnfitSetting cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, rootFailure);
    }
}
