/** Tokens that a service trades for others, to call the next service for the same person. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.grant.exchange;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
