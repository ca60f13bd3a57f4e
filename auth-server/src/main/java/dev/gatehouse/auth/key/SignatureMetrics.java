package dev.gatehouse.auth.key;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** Shows who makes the signatures: with the JDK's own providers, a node can do a fraction of what it could. */
@Component
class SignatureMetrics implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("gatehouse.signature.provider", () -> 1)
                .description("1, with the provider that makes and checks signatures")
                .tag("provider", FastCryptography.provider())
                .register(meters);
    }
}
