/** Refresh token families: one line of tokens, each spent once. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.grant.refresh;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
