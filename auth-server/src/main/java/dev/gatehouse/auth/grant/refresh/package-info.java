/** Refresh token families: one line of tokens, each spent once. */
@NullMarked
package dev.gatehouse.auth.grant.refresh;

import org.jspecify.annotations.NullMarked;
