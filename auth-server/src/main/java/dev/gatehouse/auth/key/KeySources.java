package dev.gatehouse.auth.key;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Takes the keys from a key store where one is configured. */
@Configuration(proxyBeanMethods = false)
class KeySources {

    @Bean
    @Primary
    SigningKeySource signingKeySource(KeySettings settings, StoredKeys stored) {
        var keyStore = settings.keyStore();
        return keyStore == null ? stored : new KeyStoreKeys(keyStore);
    }
}
