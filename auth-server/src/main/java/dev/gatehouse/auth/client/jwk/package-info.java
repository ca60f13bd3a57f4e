/** The public keys of clients, and what clients sign with the other half. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.client.jwk;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
