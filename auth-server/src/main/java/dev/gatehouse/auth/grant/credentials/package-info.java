/** Tokens that a client gets for itself, with nothing but its own credentials. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.grant.credentials;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
