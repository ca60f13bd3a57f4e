/** Everything granted, as the protocol engine looks for it: by a token of any kind. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.grant.authorization;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
