package dev.gatehouse.auth.outgoing;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Requests to addresses that clients name: their keys, their metadata, their logout endpoints.
 *
 * @param allowedHosts hosts that may be asked although they are in a private network, or over plain HTTP
 * @param sslBundle what certificates to trust, as one of {@code spring.ssl.bundle}; the JDK's authorities if left out
 */
@ConfigurationProperties("gatehouse.outgoing")
record OutgoingSettings(
        @DefaultValue Set<String> allowedHosts, @Nullable String sslBundle) {}
