package dev.gatehouse.auth.key;

import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Takes the keys from a key store where one is configured. */
@Configuration(proxyBeanMethods = false)
class KeySources {

    @Bean
    @Primary
    @ConditionalOnProperty("gatehouse.key.key-store.location")
    SigningKeySource keyStoreKeys(KeySettings settings) {
        return new KeyStoreKeys(Objects.requireNonNull(settings.keyStore()));
    }
}
