package dev.gatehouse.resource;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;

/** Makes the program trust the double. */
@TestConfiguration(proxyBeanMethods = false)
public class TestIssuer {

    @Bean
    IssuerDouble issuer() {
        return new IssuerDouble();
    }

    @Bean
    DynamicPropertyRegistrar issuerSettings(IssuerDouble issuer) {
        return registry -> {
            registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", issuer::issuer);
            registry.add("spring.security.oauth2.resourceserver.jwt.audiences", () -> IssuerDouble.AUDIENCE);
        };
    }
}
