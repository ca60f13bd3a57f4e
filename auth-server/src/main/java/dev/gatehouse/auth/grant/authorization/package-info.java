/** Everything granted, as the protocol engine looks for it: by a token of any kind. */
@NullMarked
package dev.gatehouse.auth.grant.authorization;

import org.jspecify.annotations.NullMarked;
