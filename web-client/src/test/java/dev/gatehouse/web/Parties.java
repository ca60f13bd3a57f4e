package dev.gatehouse.web;

import java.util.Map;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;

/** Whom this program speaks with. */
@TestConfiguration(proxyBeanMethods = false)
class Parties {

    @Bean
    IssuerDouble issuer() {
        return new IssuerDouble();
    }

    @Bean
    ServerDouble api() {
        return new ServerDouble();
    }

    @Bean
    DynamicPropertyRegistrar settings(IssuerDouble issuer, ServerDouble api) {
        var provider = "spring.security.oauth2.client.provider.gatehouse.";
        var client = "spring.security.oauth2.client.registration.gatehouse.";
        return registry -> {
            registry.add("gatehouse.encryption-key", () -> "b3Vyc2VsdmVzIG9ubHksIHRlc3RzIDEyMzQ1Njc4OTA=");
            registry.add("gatehouse.notes.uri", api::address);
            registry.add(client + "client-id", () -> "web");
            registry.add(client + "client-secret", () -> "s");
            registry.add(provider + "issuer-uri", issuer::address);
            Map.of(
                            "authorization-uri", "/authorize",
                            "token-uri", "/token",
                            "jwk-set-uri", "/jwks",
                            "user-info-uri", "/userinfo")
                    .forEach((name, path) -> registry.add(provider + name, () -> issuer.address() + path));
        };
    }
}
