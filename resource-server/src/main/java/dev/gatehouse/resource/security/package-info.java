/**
 * All that makes an API safe, with nothing of the issuer but its published keys: copy this package. Besides it, an API
 * needs
 *
 * <ul>
 *   <li>a {@link java.time.Clock} bean,
 *   <li>PostgreSQL with the table of {@code db/migration/V2__used_proof.sql}, under whatever version is free there,
 *   <li>{@code META-INF/spring.factories}, which names {@link UnfitSettingFailureAnalyzer} (else a wrong setting shows as
 *       a stack trace),
 *   <li>the settings {@code issuer-uri}, {@code jwk-set-uri}, {@code jws-algorithms} and {@code audiences} under
 *       {@code spring.security.oauth2.resourceserver.jwt}; those under {@code gatehouse.resource} have defaults,
 *   <li>Caffeine and Spring Boot's starters for OAuth2 resource servers, web MVC, JDBC and Flyway,
 *   <li>its own words in {@link Scopes}, and its own addresses there and in {@link ApiSecurity}.
 * </ul>
 */
@NullMarked
package dev.gatehouse.resource.security;

import org.jspecify.annotations.NullMarked;
