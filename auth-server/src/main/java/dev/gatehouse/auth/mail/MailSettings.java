package dev.gatehouse.auth.mail;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What messages look like; how they are sent say Spring's own {@code spring.mail} settings.
 *
 * @param from the sender; {@code no-reply} at the issuer's host if left out
 */
@ConfigurationProperties("gatehouse.mail")
record MailSettings(@Nullable String from) {}
