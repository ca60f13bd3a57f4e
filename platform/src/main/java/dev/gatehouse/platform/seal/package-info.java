/** Keeps secrets unreadable at rest: one configured key, and what is derived from it. */
@NullMarked
package dev.gatehouse.platform.seal;

import org.jspecify.annotations.NullMarked;
